import { describe, expect, it } from 'vitest';
import { createPowerCutFileSystem, type PowerCutFileSystem } from './power-cut-file-system.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const old = 'o'.repeat(40);
const long = 'n'.repeat(5_000);

async function text(fileSystem: PowerCutFileSystem, path: string): Promise<string | undefined> {
  if ((await fileSystem.stat(path)) === undefined) return undefined;
  return new TextDecoder('latin1').decode(await fileSystem.readFile(path));
}

/** What 300 power cuts at the same place leave of a file. */
async function outcomes(
  work: (fileSystem: PowerCutFileSystem) => Promise<void>,
  look: (fileSystem: PowerCutFileSystem) => Promise<string | undefined>,
): Promise<Set<string | undefined>> {
  const found = new Set<string | undefined>();
  for (let seed = 1; seed <= 300; seed += 1) {
    const fileSystem = createPowerCutFileSystem({ seed });
    const handle = await fileSystem.open('/kept', 'create');
    await handle.append(bytes(old));
    await handle.sync();
    await fileSystem.syncDirectory('/');
    await work(fileSystem);
    found.add(await look(fileSystem.cut()));
  }
  return found;
}

describe('a simulated power cut', () => {
  it('keeps what was synced with its name, whatever else happens', async () => {
    const found = await outcomes(
      async (fileSystem) => (await fileSystem.open('/other', 'create')).append(bytes('x')),
      (after) => text(after, '/kept'),
    );
    expect([...found]).toEqual([old]);
  });

  it('loses, keeps and tears unsynced appends, and never touches the synced part before them', async () => {
    const found = await outcomes(
      async (fileSystem) => (await fileSystem.open('/kept', 'append')).append(bytes(long)),
      (after) => text(after, '/kept'),
    );
    expect(found).toContain(old);
    expect(found).toContain(old + long);
    const torn = [...found].filter((content) => content !== old && content !== old + long);
    expect(torn.length).toBeGreaterThan(20);
    expect(torn.some((content) => content?.includes('\0'))).toBe(true);
    for (const content of found) expect(content?.startsWith(old)).toBe(true);
  });

  it('may keep a later unsynced write and lose an earlier one', async () => {
    const found = await outcomes(
      async (fileSystem) => {
        const handle = await fileSystem.open('/kept', 'append');
        await handle.append(bytes('a'.repeat(512)));
        await handle.append(bytes('b'.repeat(512)));
      },
      (after) => text(after, '/kept'),
    );
    expect([...found].some((content) => !content?.includes('a') && content?.includes('b'))).toBe(true);
  });

  it('loses a synced file whose name was not synced, and an unsynced rename or removal', async () => {
    const created = await outcomes(
      async (fileSystem) => {
        const handle = await fileSystem.open('/new', 'create');
        await handle.append(bytes('new'));
        await handle.sync();
      },
      (after) => text(after, '/new'),
    );
    expect(created).toEqual(new Set(['new', undefined]));
    const removed = await outcomes(
      (fileSystem) => fileSystem.remove('/kept'),
      (after) => text(after, '/kept'),
    );
    expect(removed).toEqual(new Set([old, undefined]));
  });

  it('never leaves half a rename within a directory', async () => {
    const found = await outcomes(
      async (fileSystem) => {
        await fileSystem.rename('/kept', '/moved');
      },
      async (after) => `${String(await text(after, '/kept'))} ${String(await text(after, '/moved'))}`,
    );
    expect(found).toEqual(new Set([`${old} undefined`, `undefined ${old}`]));
  });

  it('reorders changes of names', async () => {
    const found = await outcomes(
      async (fileSystem) => {
        await fileSystem.createExclusive('/first', bytes('1'));
        await fileSystem.createExclusive('/second', bytes('2'));
      },
      async (after) => (await after.list('/')).join(' '),
    );
    expect(found).toEqual(new Set(['kept', 'first kept', 'kept second', 'first kept second']));
  });

  it('does not happen to a killed process: its writes are in memory until the power fails too', async () => {
    const before = createPowerCutFileSystem({ seed: 3 });
    const handle = await before.open('/file', 'create');
    await handle.append(bytes('unsynced'));
    const next = before.kill();
    await expect(handle.append(bytes('x'))).rejects.toMatchObject({ code: 'unavailable' });
    expect(await text(next, '/file')).toBe('unsynced');
  });

  it('comes at the chosen operation, after which nothing answers', async () => {
    const fileSystem = createPowerCutFileSystem({ seed: 1, cutAfter: 2 });
    await fileSystem.makeDirectory('/a').catch(() => undefined);
    await expect(fileSystem.list('/')).rejects.toMatchObject({ code: 'unavailable', isRetryable: false });
    expect(fileSystem.isPowered).toBe(false);
  });

  it('repeats itself for the same seed', async () => {
    const run = async (): Promise<string | undefined> => {
      const fileSystem = createPowerCutFileSystem({ seed: 99 });
      await fileSystem.createExclusive('/file', new Uint8Array(0));
      await fileSystem.syncDirectory('/');
      await (await fileSystem.open('/file', 'append')).append(bytes(long));
      return text(fileSystem.cut(), '/file');
    };
    expect(await run()).toBe(await run());
  });
});

describe('the simulated disk', () => {
  it('is full at its capacity, with a part of the write on it', async () => {
    const fileSystem = createPowerCutFileSystem({ seed: 1, capacityBytes: 10 });
    const handle = await fileSystem.open('/file', 'create');
    await expect(handle.append(bytes('twelve bytes'))).rejects.toMatchObject({ code: 'resource-exhausted' });
    expect(await text(fileSystem, '/file')).toBe('twelve byt');
    await fileSystem.remove('/file');
    await (await fileSystem.open('/next', 'create')).append(bytes('ten bytes!'));
  });

  it('answers as a disk does: missing files, directories in the way, taken names, reading handles', async () => {
    const fileSystem = createPowerCutFileSystem({ seed: 1 });
    await fileSystem.makeDirectory('/a/b');
    await expect(fileSystem.readFile('/a/none')).rejects.toMatchObject({ code: 'not-found' });
    await expect(fileSystem.open('/none/x', 'create')).rejects.toMatchObject({ code: 'not-found' });
    await expect(fileSystem.open('/a', 'append')).rejects.toMatchObject({ code: 'invalid-input' });
    expect(await fileSystem.createExclusive('/a/x', bytes('1'))).toBe(true);
    expect(await fileSystem.createExclusive('/a/x', bytes('2'))).toBe(false);
    await expect(fileSystem.makeDirectory('/a/x')).rejects.toMatchObject({ code: 'conflict' });
    await expect((await fileSystem.open('/a/x', 'read')).append(bytes('3'))).rejects.toMatchObject({
      code: 'forbidden',
    });
    await fileSystem.rename('/a/x', '/a/b/y');
    expect(await fileSystem.list('/a')).toEqual(['b']);
    await fileSystem.remove('/a');
    await fileSystem.remove('/a');
    expect(await fileSystem.stat('/a/b/y')).toBeUndefined();
  });
});
