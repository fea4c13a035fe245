import { describe, expect, it } from 'vitest';
import type { Clock, KeyValue } from '@org/ai-core';
import { createPowerCutFileSystem, keyValueContract } from '../testing/testing.ts';
import { createFileKeyValue } from './file-key-value.ts';
import { createMemoryKeyValue } from './memory-key-value.ts';

function fakeClock(): Clock & { epoch: number; monotonic: number; pass: (ms: number) => Promise<void> } {
  const clock = {
    epoch: Date.UTC(2026, 0, 1),
    monotonic: 0,
    epochMs: () => clock.epoch,
    monotonicMs: () => clock.monotonic,
    sleep: () => Promise.resolve(),
    pass: (ms: number) => {
      clock.epoch += ms;
      clock.monotonic += ms;
      return Promise.resolve();
    },
  };
  return clock;
}

const directory = '/data/store';
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

const stores: Record<string, (clock: Clock) => Promise<KeyValue>> = {
  memory: (clock) => Promise.resolve(createMemoryKeyValue({ clock })),
  file: (clock) => createFileKeyValue({ clock, directory, fileSystem: createPowerCutFileSystem({ seed: 5 }) }),
};

describe.each(Object.entries(stores))('a key-value store (%s)', (_name, open) => {
  it.each(keyValueContract)('$name', async ({ run }) => {
    const clock = fakeClock();
    await run({ store: await open(clock), pass: clock.pass });
  });

  it('keeps what expired expired when the clock is set back', async () => {
    const clock = fakeClock();
    const store = await open(clock);
    await store.set('a', bytes('x'), { ttlMs: 100 });
    await clock.pass(150);
    expect(await store.get('a')).toBeUndefined();
    clock.epoch -= 1_000_000;
    expect(await store.get('a')).toBeUndefined();
    await store.set('a', bytes('x'), { ttlMs: 100 });
    clock.monotonic += 150;
    expect(await store.get('a')).toBeUndefined();
  });
});

describe('a key-value store on a full disk', () => {
  it('refuses what does not fit, loses nothing that it acknowledged, and opens again', async () => {
    const fileSystem = createPowerCutFileSystem({ seed: 9, capacityBytes: 20_000 });
    const store = await createFileKeyValue({ directory, fileSystem });
    const acknowledged: string[] = [];
    for (let index = 0; index < 60; index++) {
      const key = `key-${String(index)}`;
      const written = await store.set(key, new Uint8Array(500).fill(index)).catch((error: unknown) => {
        expect(error).toMatchObject({ code: 'resource-exhausted' });
        return undefined;
      });
      if (written !== undefined) acknowledged.push(key);
    }
    expect(acknowledged.length).toBeGreaterThan(5);
    expect(acknowledged.length).toBeLessThan(60);
    await store.close();
    const again = await createFileKeyValue({ directory, fileSystem });
    for (const key of acknowledged) expect((await again.get(key))?.value[499]).toBe(Number(key.slice(4)));
    for (let index = 0; index < 60; index++) {
      const key = `key-${String(index)}`;
      if (!acknowledged.includes(key)) expect(await again.get(key)).toBeUndefined();
    }
  });
});

describe('the contract of key-value stores', () => {
  const mutants: Record<string, (store: KeyValue) => KeyValue> = {
    'forgets expiry': (store) => ({
      ...store,
      set: (key, value, options) => store.set(key, value, { ...options, ttlMs: undefined }),
    }),
    'does not compare': (store) => ({
      ...store,
      set: (key, value, options) => store.set(key, value, { ...options, ifVersion: undefined }),
    }),
    'compares and writes in two steps': (store) => ({
      ...store,
      async set(key, value, options = {}) {
        const { ifVersion, ...rest } = options;
        if (ifVersion !== undefined && ((await store.get(key))?.version ?? null) !== ifVersion) return undefined;
        return store.set(key, value, rest);
      },
    }),
    'counts versions per key from the start': (store) => {
      const versions = new Map<string, string>();
      return {
        async get(key, options) {
          const entry = await store.get(key, options);
          return entry && { ...entry, version: versions.get(key) ?? '' };
        },
        async set(key, value, options = {}) {
          const present = await store.get(key);
          const version = present === undefined ? null : (versions.get(key) ?? '');
          if (options.ifVersion !== undefined && options.ifVersion !== version) return undefined;
          await store.set(key, value, { ...options, ifVersion: present?.version ?? null });
          versions.set(key, version === null ? '1' : String(Number(version) + 1));
          return versions.get(key);
        },
        delete: (key) => store.delete(key),
      };
    },
    'folds keys': (store) => ({
      get: (key) => store.get(key.toLowerCase()),
      set: (key, value, options) => store.set(key.toLowerCase(), value, options),
      delete: (key, options) => store.delete(key.toLowerCase(), options),
    }),
    'hands out its own bytes': (store) => {
      const known = new Map<string, Uint8Array>();
      return {
        async get(key, options) {
          const entry = await store.get(key, options);
          if (entry === undefined) return undefined;
          const value = known.get(entry.version) ?? entry.value;
          known.set(entry.version, value);
          return { ...entry, value };
        },
        set: store.set,
        delete: store.delete,
      };
    },
  };
  it.each(Object.entries(mutants))('fails for a store that %s', async (_name, mutate) => {
    const broken: string[] = [];
    for (const { name, run } of keyValueContract) {
      const clock = fakeClock();
      const store = mutate(createMemoryKeyValue({ clock }));
      await run({ store, pass: clock.pass }).catch(() => broken.push(name));
    }
    expect(broken).not.toEqual([]);
  });
});

describe('limits of key-value stores', () => {
  it.each(
    Object.entries({
      memory: (clock: Clock) => Promise.resolve(createMemoryKeyValue({ clock, maxBytes: 1_000 })),
      file: (clock: Clock) =>
        createFileKeyValue({ clock, maxBytes: 1_000, directory, fileSystem: createPowerCutFileSystem({ seed: 6 }) }),
    }),
  )(
    'a full store (%s) refuses more, keeps what it has, and has room again after a delete or an expiry',
    async (_name, open) => {
      const clock = fakeClock();
      const store = await open(clock);
      await store.set('a', new Uint8Array(600), { ttlMs: 1_000 });
      await expect(store.set('b', new Uint8Array(600))).rejects.toMatchObject({ code: 'resource-exhausted' });
      await store.set('a', new Uint8Array(700), { ttlMs: 1_000 });
      expect((await store.get('a'))?.value).toHaveLength(700);
      await clock.pass(1_000);
      await store.set('b', new Uint8Array(600));
      await store.delete('b');
      const outcomes = await Promise.allSettled([1, 2, 3].map((n) => store.set(String(n), new Uint8Array(500))));
      expect(outcomes.map((outcome) => outcome.status).sort()).toEqual(['fulfilled', 'rejected', 'rejected']);
    },
  );
});

describe('a key-value store in files', () => {
  const opened = async (fileSystem: ReturnType<typeof createPowerCutFileSystem>, clock: Clock = fakeClock()) =>
    createFileKeyValue({ fileSystem, directory, clock });

  it('has its entries, their versions and their expiry again when it is opened again', async () => {
    const fileSystem = createPowerCutFileSystem({ seed: 2 });
    const clock = fakeClock();
    const store = await opened(fileSystem, clock);
    const version = await store.set('a', bytes('kept'), { ttlMs: 1_000 });
    await store.set('b', bytes('gone'));
    await store.delete('b');
    await store.close();
    await expect(store.set('c', bytes('late'))).rejects.toMatchObject({ code: 'unavailable' });
    const again = await opened(fileSystem, clock);
    expect(await again.get('a')).toEqual({ value: bytes('kept'), version });
    expect(await again.get('b')).toBeUndefined();
    expect(await again.set('a', bytes('new'), { ifVersion: version })).not.toBe(version);
    await clock.pass(1_000);
    await again.close();
    const third = await opened(fileSystem, fakeClock());
    expect(await third.get('b')).toBeUndefined();
  });

  it('stays small when entries are written over and over, and loses none of them', async () => {
    const fileSystem = createPowerCutFileSystem({ seed: 3 });
    const store = await opened(fileSystem);
    for (let round = 0; round < 120; round += 1) {
      await Promise.all(
        ['a', 'b', 'c'].map((key) => store.set(key, bytes(`${key}${String(round)} ${'x'.repeat(3_000)}`))),
      );
    }
    const last = await store.get('b');
    await store.close();
    let total = 0;
    for (const name of await fileSystem.list(directory))
      total += (await fileSystem.stat(`${directory}/${name}`))?.bytes ?? 0;
    expect(total).toBeLessThan(400_000);
    expect(await (await opened(fileSystem)).get('b')).toEqual(last);
  });

  it('says that an acknowledged entry was damaged', async () => {
    const fileSystem = createPowerCutFileSystem({ seed: 4 });
    const store = await opened(fileSystem);
    await store.set('a', bytes('first'));
    await store.set('b', bytes('second'));
    await store.close();
    const path = `${directory}/entries.1.journal`;
    const content = await fileSystem.readFile(path);
    content[30] = (content[30] ?? 0) ^ 1;
    const handle = await fileSystem.open(path, 'create');
    await handle.append(content);
    await expect(opened(fileSystem)).rejects.toMatchObject({ code: 'integrity' });
  });

  it('goes on when there is space again', async () => {
    const fileSystem = createPowerCutFileSystem({ seed: 7, capacityBytes: 2_000 });
    const store = await opened(fileSystem);
    await store.set('a', bytes('first'));
    await expect(store.set('b', new Uint8Array(3_000))).rejects.toMatchObject({ code: 'resource-exhausted' });
    expect(await store.get('b')).toBeUndefined();
    await store.set('c', bytes('third'));
    await store.close();
    expect((await (await opened(fileSystem)).get('c'))?.value).toEqual(bytes('third'));
  });
});
