import { describe, expect, it } from 'vitest';
import { AiError, type JsonValue } from '@org/ai-core';
import type { FileSystem } from '../file-system/file-system.ts';
import { createPowerCutFileSystem } from '../testing/testing.ts';
import { openManifest, type Manifest } from './manifest.ts';

const directory = '/data/index';

function open(fileSystem: FileSystem, parse = (value: JsonValue): JsonValue => value): Promise<Manifest<JsonValue>> {
  return openManifest<JsonValue>({ fileSystem, directory, parse });
}

async function tear(
  fileSystem: FileSystem,
  generation: number,
  change: (content: Uint8Array) => Uint8Array,
): Promise<void> {
  const path = `${directory}/manifest.${String(generation).padStart(10, '0')}.json`;
  const content = await fileSystem.readFile(path);
  const handle = await fileSystem.open(path, 'create');
  await handle.append(change(content));
}

async function flipped(...values: JsonValue[]): Promise<FileSystem> {
  const fileSystem = createPowerCutFileSystem({ seed: 1 });
  const manifest = await open(fileSystem);
  for (const value of values) await manifest.flip(value);
  return fileSystem;
}

describe('a manifest', () => {
  it('is empty before its first flip, and creates nothing', async () => {
    const fileSystem = createPowerCutFileSystem({ seed: 1 });
    const manifest = await open(fileSystem);
    expect([manifest.current, manifest.generation]).toEqual([undefined, 0]);
    expect(await fileSystem.stat('/data')).toBeUndefined();
  });

  it('opens at the last flip, and keeps one generation to fall back to', async () => {
    const fileSystem = await flipped('one', 'two', 'three');
    const manifest = await open(fileSystem);
    expect([manifest.current, manifest.generation, manifest.torn]).toEqual(['three', 3, []]);
    expect(await fileSystem.list(directory)).toEqual(['manifest.0000000002.json', 'manifest.0000000003.json']);
  });

  it('falls back to the previous generation wherever the newest is torn, and never gives its number again', async () => {
    const whole = await (await flipped('one', 'two')).readFile(`${directory}/manifest.0000000002.json`);
    for (let length = 0; length < whole.length - 1; length += 1) {
      const fileSystem = await flipped('one', 'two');
      await tear(fileSystem, 2, (content) => content.slice(0, length));
      const manifest = await open(fileSystem);
      expect([manifest.current, manifest.generation, manifest.torn]).toEqual(['one', 1, [2]]);
      await manifest.flip('three');
      expect(manifest.generation).toBe(3);
      expect(await fileSystem.list(directory)).toEqual(['manifest.0000000001.json', 'manifest.0000000003.json']);
    }
  });

  it('takes a changed byte or the file of another generation for torn', async () => {
    const changed = await flipped('one', 'two');
    await tear(changed, 2, (content) => content.with(-4, 0x78));
    expect((await open(changed)).current).toBe('one');
    const renamed = await flipped('one');
    await renamed.rename(`${directory}/manifest.0000000001.json`, `${directory}/manifest.0000000009.json`);
    await expect(open(renamed)).rejects.toMatchObject({ code: 'integrity' });
  });

  it('does not start anew when no generation is complete', async () => {
    const fileSystem = await flipped('one', 'two');
    for (const generation of [1, 2]) await tear(fileSystem, generation, (content) => content.slice(0, 5));
    await expect(open(fileSystem)).rejects.toMatchObject({ code: 'integrity' });
  });

  it('passes on what parse throws, instead of going back to an older generation', async () => {
    const fileSystem = await flipped('one', 'two');
    const parse = (value: JsonValue): JsonValue => {
      if (value === 'two') throw new AiError('unsupported', 'format 2 needs a newer version');
      return value;
    };
    await expect(open(fileSystem, parse)).rejects.toMatchObject({ code: 'unsupported' });
  });

  it('lets concurrent flips follow one another', async () => {
    const fileSystem = createPowerCutFileSystem({ seed: 4 });
    const manifest = await open(fileSystem);
    await Promise.all([1, 2, 3, 4].map((value) => manifest.flip(value)));
    expect([manifest.current, manifest.generation]).toEqual([4, 4]);
    expect((await open(fileSystem)).current).toBe(4);
  });

  it('refuses to flip over a generation that it has not seen', async () => {
    const fileSystem = await flipped('one');
    const [mine, theirs] = [await open(fileSystem), await open(fileSystem)];
    await theirs.flip('theirs');
    await expect(mine.flip('mine')).rejects.toMatchObject({ code: 'conflict' });
    expect((await open(fileSystem)).current).toBe('theirs');
  });

  it('keeps its value when a flip finds no space, and flips when there is some', async () => {
    const fileSystem = createPowerCutFileSystem({ seed: 1, capacityBytes: 450 });
    const manifest = await open(fileSystem);
    await manifest.flip('small');
    await expect(manifest.flip('x'.repeat(600))).rejects.toMatchObject({ code: 'resource-exhausted' });
    expect(manifest.current).toBe('small');
    expect((await open(fileSystem)).current).toBe('small');
    await manifest.flip('next');
    expect((await open(fileSystem)).current).toBe('next');
  });

  it('sweeps away what a crash left half-written, and nothing else', async () => {
    const fileSystem = await flipped('one');
    for (const name of ['manifest.0000000002.json.77.tmp', 'segment-1', 'manifest.json', 'other.0000000001.json'])
      await fileSystem.createExclusive(`${directory}/${name}`, new Uint8Array(1));
    await (await open(fileSystem)).flip('two');
    expect(await fileSystem.list(directory)).toEqual([
      'manifest.0000000001.json',
      'manifest.0000000002.json',
      'manifest.json',
      'other.0000000001.json',
      'segment-1',
    ]);
  });

  it('opens a folder that it may only read', async () => {
    const inner = await flipped('one');
    const refused = (): Promise<never> => Promise.reject(new AiError('forbidden', 'read-only'));
    const fileSystem: FileSystem = {
      ...inner,
      syncDirectory: refused,
      makeDirectory: refused,
      rename: refused,
      remove: refused,
      open: (path, mode) => (mode === 'read' ? inner.open(path, mode) : refused()),
    };
    const manifest = await open(fileSystem);
    expect(manifest.current).toBe('one');
    await expect(manifest.flip('two')).rejects.toMatchObject({ code: 'forbidden' });
  });

  it('reads again when another process sweeps a generation away under its hands', async () => {
    const inner = await flipped('one');
    const writer = await open(inner);
    let isFirst = true;
    const fileSystem: FileSystem = {
      ...inner,
      async readFile(path) {
        if (isFirst) {
          isFirst = false;
          await writer.flip('two');
          await writer.flip('three');
        }
        return inner.readFile(path);
      },
    };
    expect((await open(fileSystem)).current).toBe('three');
  });

  it('refuses a name that would lead elsewhere', async () => {
    const fileSystem = createPowerCutFileSystem({ seed: 1 });
    const opening = openManifest<JsonValue>({ fileSystem, directory, name: '../x', parse: (value) => value });
    await expect(opening).rejects.toMatchObject({ code: 'invalid-input' });
  });
});
