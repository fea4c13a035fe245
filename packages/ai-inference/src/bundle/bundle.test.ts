import { mkdir, mkdtemp, readFile, rename, rm, symlink, unlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { canonicalJson, digestJson, type JsonValue } from '@org/ai-core';
import { createNodeFileSystem, type FileSystem } from '@org/ai-storage';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { BundleManifest } from './manifest.ts';
import { readBundle } from './read-bundle.ts';
import { verifyBundle } from './verify-bundle.ts';
import { packBundle, writeBundle } from './write-bundle.ts';

const disk = createNodeFileSystem();
const description = {
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
} as const;
const contents = { 'model.onnx': Uint8Array.from([1, 2, 3, 4]), 'vocabulary.txt': new TextEncoder().encode('a\nb\n') };

let root: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'ai-bundle-'));
});
afterAll(() => rm(root, { recursive: true, force: true }));

async function sample(): Promise<string> {
  return await writeBundle(disk, await mkdtemp(join(root, 'case-')), await packBundle(description, contents));
}

/** Writes a manifest that differs from the sample's, with a digest that fits it. */
async function rewrite(bundle: string, change: (manifest: Record<string, JsonValue>) => void): Promise<void> {
  const path = join(bundle, 'bundle.json');
  const manifest = JSON.parse(await readFile(path, 'utf8')) as Record<string, JsonValue>;
  change(manifest);
  delete manifest['digest'];
  await writeFile(path, `${canonicalJson({ ...manifest, digest: await digestJson(manifest) })}\n`);
}

async function flip(path: string, at: number): Promise<void> {
  const bytes = await readFile(path);
  bytes[at % bytes.length] = (bytes[at % bytes.length] ?? 0) ^ 1;
  await writeFile(path, bytes);
}

/** A fault of a bundle and the file that its refusal must name. */
interface Fault {
  readonly name: string;
  readonly file: string;
  readonly plant: (bundle: string) => Promise<void>;
}

const faults: readonly Fault[] = [
  { name: 'a changed byte of the model', file: 'model.onnx', plant: (bundle) => flip(join(bundle, 'model.onnx'), 2) },
  {
    name: 'a changed byte of the vocabulary',
    file: 'vocabulary.txt',
    plant: (bundle) => flip(join(bundle, 'vocabulary.txt'), 0),
  },
  {
    name: 'a longer file',
    file: 'model.onnx',
    plant: (bundle) => writeFile(join(bundle, 'model.onnx'), Uint8Array.from([1, 2, 3, 4, 5])),
  },
  { name: 'a missing file', file: 'vocabulary.txt', plant: (bundle) => unlink(join(bundle, 'vocabulary.txt')) },
  { name: 'an extra file', file: 'extra.bin', plant: (bundle) => writeFile(join(bundle, 'extra.bin'), '') },
  { name: 'an extra folder', file: 'inner', plant: (bundle) => mkdir(join(bundle, 'inner')).then(() => undefined) },
  {
    name: 'a folder in place of a file',
    file: 'model.onnx',
    plant: async (bundle) => {
      await unlink(join(bundle, 'model.onnx'));
      await mkdir(join(bundle, 'model.onnx'));
    },
  },
];

async function undetected(fileSystem: FileSystem): Promise<readonly string[]> {
  const missed: string[] = [];
  for (const { name, file, plant } of faults) {
    const bundle = await sample();
    await plant(bundle);
    const outcome: unknown = await readBundle(fileSystem, bundle).catch((error: unknown) => error);
    const isNamed =
      outcome instanceof Error &&
      'code' in outcome &&
      outcome.code === 'integrity' &&
      JSON.stringify(outcome).includes(file);
    if (!isNamed) missed.push(name);
  }
  return missed;
}

describe('verifyBundle', () => {
  it('returns the manifest of an intact bundle, whose digest is the fingerprint', async () => {
    const bundle = await sample();
    const manifest: BundleManifest = await verifyBundle(bundle);
    expect(manifest).toMatchObject(description);
    expect(bundle.endsWith(manifest.digest.slice('sha256:'.length))).toBe(true);
    await expect(verifyBundle(bundle, { fingerprint: manifest.digest })).resolves.toEqual(manifest);
  });

  it('refuses each fault with integrity and the name of the file', async () => {
    expect(await undetected(disk)).toEqual([]);
  });

  it('is held to that by cases that notice a check which is left out', async () => {
    const original = (path: string): Uint8Array | undefined =>
      Object.entries(contents).find(([name]) => path.endsWith(name))?.[1];
    const blindToBytes: FileSystem = {
      ...disk,
      open: async (path, mode) => {
        const handle = await disk.open(path, mode);
        const content = original(path);
        return content === undefined
          ? handle
          : { ...handle, read: (from, length) => Promise.resolve(content.slice(from, from + length)) };
      },
    };
    expect(await undetected(blindToBytes)).toEqual(['a changed byte of the model', 'a changed byte of the vocabulary']);
    const listed = ['bundle.json', ...Object.keys(contents)];
    const blindToNames: FileSystem = { ...disk, list: async () => Promise.resolve(listed) };
    expect(await undetected(blindToNames)).toEqual(['an extra file', 'an extra folder']);
  });

  it('refuses any single changed bit of its manifest', async () => {
    const bundle = await sample();
    const path = join(bundle, 'bundle.json');
    const bytes = await readFile(path);
    const change = fc.tuple(fc.nat(bytes.length - 1), fc.integer({ min: 0, max: 7 }));
    await fc.assert(
      fc.asyncProperty(change, async ([at, bit]) => {
        const changed = Uint8Array.from(bytes);
        changed[at] = (changed[at] ?? 0) ^ (1 << bit);
        const served: FileSystem = {
          ...disk,
          readFile: (file) => (file === path ? Promise.resolve(changed) : disk.readFile(file)),
        };
        const codes = ['integrity', 'invalid-input', 'unsupported'];
        const error: unknown = await readBundle(served, bundle).catch((reason: unknown) => reason);
        expect(codes).toContain((error as { code?: string }).code);
      }),
    );
  });

  it.each(['../secret', '/etc/hostname', 'a/b', 'a\\b', 'C:\\x', '..', '.hidden', 'x\u0000y', '', 'bundle.json'])(
    'refuses the file name %j in a manifest, even with a fitting digest',
    async (name) => {
      const bundle = await sample();
      await rewrite(bundle, (manifest) => {
        const files = manifest['files'] as Record<string, JsonValue>;
        manifest['files'] = { ...files, [name]: { digest: `sha256:${'0'.repeat(64)}`, bytes: 0 } };
      });
      await expect(verifyBundle(bundle)).rejects.toMatchObject({
        code: 'invalid-input',
        message: expect.stringContaining('bundle.json.files'),
      });
      const other = await sample();
      await rewrite(other, (manifest) => {
        manifest['model'] = name;
      });
      await expect(verifyBundle(other)).rejects.toMatchObject({
        code: 'invalid-input',
        message: expect.stringContaining('bundle.json.model'),
      });
    },
  );

  it.each([
    ['an unknown key', 'colour', 'blue', 'invalid-input'],
    ['a task that it cannot run', 'task', 'translation', 'invalid-input'],
    ['dimensions of 0', 'dimensions', 0, 'invalid-input'],
    ['a model that is not listed', 'model', 'other.onnx', 'invalid-input'],
    ['another format version', 'formatVersion', 2, 'unsupported'],
  ])('refuses %s', async (_, key, value, code) => {
    const bundle = await sample();
    await rewrite(bundle, (manifest) => {
      manifest[key] = value;
    });
    await expect(verifyBundle(bundle)).rejects.toMatchObject({ code });
  });

  it('refuses a manifest with a digest that is not its own, or in another form', async () => {
    const bundle = await sample();
    const path = join(bundle, 'bundle.json');
    const text = await readFile(path, 'utf8');
    for (const changed of [
      text.replace('made by a test', 'made by a tesT'),
      ` ${text}`,
      text.trimEnd(),
      '{',
      `${text.slice(0, -2)},"digest":"x"}\n`,
    ]) {
      await writeFile(path, changed);
      await expect(verifyBundle(bundle)).rejects.toMatchObject({
        code: expect.stringMatching(/integrity|invalid-input/),
      });
    }
  });

  it('refuses another bundle than the one whose fingerprint is asked for', async () => {
    const fingerprint = `sha256:${'1'.repeat(64)}`;
    await expect(verifyBundle(await sample(), { fingerprint })).rejects.toMatchObject({
      code: 'integrity',
      details: { file: 'bundle.json' },
    });
  });

  it('says that there is no bundle in a folder', async () => {
    await expect(verifyBundle(join(root, 'nowhere'))).rejects.toMatchObject({
      code: 'not-found',
      message: expect.stringContaining('nowhere'),
    });
  });

  it('judges what a symbolic link leads to, not the link', async () => {
    const bundle = await sample();
    await rename(join(bundle, 'model.onnx'), join(root, 'moved.onnx'));
    await symlink(join(root, 'moved.onnx'), join(bundle, 'model.onnx'));
    await expect(verifyBundle(bundle)).resolves.toMatchObject(description);
    await flip(join(root, 'moved.onnx'), 0);
    await expect(verifyBundle(bundle)).rejects.toMatchObject({ code: 'integrity', details: { file: 'model.onnx' } });
  });

  it('reads a file that is larger than a piece as a whole', async () => {
    const model = Uint8Array.from({ length: 600_000 }, (_, index) => index % 251);
    const bundle = await writeBundle(
      disk,
      await mkdtemp(join(root, 'case-')),
      await packBundle(description, { ...contents, 'model.onnx': model }),
    );
    const { files } = await readBundle(disk, bundle, { keep: (name) => name === 'model.onnx' });
    expect([...files.keys()]).toEqual(['model.onnx']);
    expect(Buffer.from(files.get('model.onnx')!).equals(model)).toBe(true);
    await flip(join(bundle, 'model.onnx'), 599_999);
    await expect(verifyBundle(bundle)).rejects.toMatchObject({ code: 'integrity', details: { file: 'model.onnx' } });
  });

  it('stops when cancelled', async () => {
    await expect(verifyBundle(await sample(), { signal: AbortSignal.abort() })).rejects.toMatchObject({
      code: 'aborted',
    });
  });
});
