import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AiError } from '@org/ai-core';
import { createNodeFileSystem, type FileSystem } from '@org/ai-storage';
import { createPowerCutFileSystem, type PowerCutFileSystem, withoutSyncs } from '@org/ai-storage/testing';
import { createFakeClock } from '@org/ai-testing';
import { beforeAll, describe, expect, it } from 'vitest';
import { readBundle } from './read-bundle.ts';
import { packBundle, type PackedBundle, writeBundle } from './write-bundle.ts';

const parent = '/models';
let bundle: PackedBundle;
let target: string;

beforeAll(async () => {
  bundle = await packBundle(
    {
      formatVersion: 1,
      name: 'sample',
      task: 'embedding',
      pooling: 'weighted-sum',
      normalisation: 'l2',
      dimensions: 2,
      maxTokens: 16,
      precision: 'float32',
      licence: 'Apache-2.0',
      source: 'made by a test',
      model: 'model.onnx',
      tokenizer: { kind: 'terms', vocabulary: 'vocabulary.txt' },
    },
    { 'model.onnx': new Uint8Array(9000).fill(7), 'vocabulary.txt': new TextEncoder().encode('a\nb\n') },
  );
  target = `${parent}/${bundle.manifest.digest.slice('sha256:'.length)}`;
});

type Mutant = (fileSystem: FileSystem) => FileSystem;
const faithful: Mutant = (fileSystem) => fileSystem;

/** Cuts the power at operation `cutAfter` of a write, and tells what is wrong afterwards. */
async function disasterAt(seed: number, cutAfter: number, mutant: Mutant): Promise<string | undefined> {
  const before = createPowerCutFileSystem({ seed, cutAfter });
  const isWritten = await writeBundle(mutant(before), parent, bundle).then(
    () => true,
    () => false,
  );
  const after: PowerCutFileSystem = before.cut();
  const isThere = (await after.stat(target)) !== undefined;
  if (!isThere && isWritten) return 'a bundle that was written is gone';
  try {
    if (isThere) await readBundle(after, target);
    await writeBundle(after, parent, bundle);
    await readBundle(after, target);
    return undefined;
  } catch (error) {
    return AiError.is(error)
      ? `a bundle is incomplete or cannot be written again: ${error.code}`
      : 'the bundle cannot be read';
  }
}

async function disasters(seeds: number, mutant: Mutant = faithful): Promise<readonly string[]> {
  const whole = createPowerCutFileSystem({ seed: 0 });
  await writeBundle(whole, parent, bundle);
  const found = new Set<string>();
  for (let seed = 1; seed <= seeds; seed += 1) {
    for (let cutAfter = 1; cutAfter <= whole.operations + 1; cutAfter += 1) {
      const problem = await disasterAt(seed, cutAfter, mutant);
      if (problem !== undefined) found.add(problem);
    }
  }
  return [...found];
}

describe('writeBundle', () => {
  it('leaves, wherever the power is cut, a complete bundle or none, and a complete one once it has resolved', async () => {
    expect(await disasters(process.env['AI_LONG'] === '1' ? 60 : 4)).toEqual([]);
  });

  it.each([
    ['of its files', (path: string): boolean => path.startsWith(`${parent}/.writing-`) && !path.endsWith('/')],
    ['of the folder above', (path: string): boolean => path === parent],
  ])('would fail that without the fsync %s', async (_, isSkipped) => {
    expect(await disasters(4, (fileSystem) => withoutSyncs(fileSystem, ({ path }) => isSkipped(path)))).not.toEqual([]);
  });

  it('clears what a crash left behind once that is an hour old', async () => {
    const root = await mkdtemp(join(tmpdir(), 'ai-leftover-'));
    const clock = createFakeClock(Date.now());
    const disk = createNodeFileSystem();
    await disk.makeDirectory(join(root, '.writing-leftover'));
    const { digest: _, ...description } = bundle.manifest;
    const other = await packBundle({ ...description, name: 'other' }, bundle.files);
    await writeBundle(disk, root, other, { clock });
    expect(await readdir(root)).toContain('.writing-leftover');
    await clock.advance(3_700_000);
    await writeBundle(disk, root, bundle, { clock });
    expect(await readdir(root)).toHaveLength(2);
    expect(await readdir(root)).not.toContain('.writing-leftover');
    await rm(root, { recursive: true });
  });

  it('leaves no part behind when the disk is full or the caller cancels', async () => {
    const full = createPowerCutFileSystem({ seed: 1, capacityBytes: 4000 });
    await expect(writeBundle(full, parent, bundle)).rejects.toMatchObject({ code: 'resource-exhausted' });
    expect(await full.list(parent)).toEqual([]);
    const disk = createPowerCutFileSystem({ seed: 1 });
    await expect(writeBundle(disk, parent, bundle, { signal: AbortSignal.abort() })).rejects.toMatchObject({
      code: 'aborted',
    });
    expect(await disk.list(parent)).toEqual([]);
  });
});
