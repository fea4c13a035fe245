import assert from 'node:assert/strict';
import { AiError, type AiErrorCode, type KeyValue } from '@org/ai-core';

/** What the key-value contract is held against: a store without entries. */
export interface KeyValueSubject {
  readonly store: KeyValue;
  /** Lets this much time pass: `advance` of a fake clock, a real wait otherwise. */
  readonly pass: (ms: number) => Promise<void>;
}

/** One promise of the contract: `run` rejects, naming what is wrong, when the store breaks it. */
export interface KeyValueCase {
  readonly name: string;
  readonly run: (subject: KeyValueSubject) => Promise<void>;
}

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

async function textAt(store: KeyValue, key: string): Promise<string | undefined> {
  const entry = await store.get(key);
  return entry === undefined ? undefined : new TextDecoder().decode(entry.value);
}

async function rejection(work: Promise<unknown>, code: AiErrorCode): Promise<void> {
  const outcome = await work.then(
    () => undefined,
    (error: unknown) => error,
  );
  assert.ok(AiError.is(outcome, code), `expected a rejection with '${code}'`);
}

/** What every {@link KeyValue} promises. Register the cases with any test runner, each with a store of its own. */
export const keyValueContract: readonly KeyValueCase[] = [
  {
    name: 'gives back the bytes of the last write of a key, and of no other key',
    run: async ({ store }) => {
      assert.equal(await store.get('a'), undefined);
      const all = Uint8Array.from({ length: 256 }, (_, index) => index);
      await store.set('a', bytes('old'));
      await store.set('a', all);
      await store.set('A', bytes('upper'));
      await store.set('ключ 🔑', new Uint8Array(0));
      assert.deepEqual((await store.get('a'))?.value, all);
      assert.equal(await textAt(store, 'A'), 'upper');
      assert.equal((await store.get('ключ 🔑'))?.value.length, 0);
    },
  },
  {
    name: 'keeps bytes of its own: what callers do to theirs later changes nothing',
    run: async ({ store }) => {
      const given = bytes('kept');
      const written = store.set('a', given);
      given.fill(0);
      await written;
      (await store.get('a'))?.value.fill(0);
      assert.equal(await textAt(store, 'a'), 'kept');
    },
  },
  {
    name: 'has an entry until its time is over, and not longer',
    run: async ({ store, pass }) => {
      await store.set('a', bytes('short'), { ttlMs: 100 });
      await store.set('b', bytes('long'), { ttlMs: 10_000 });
      await store.set('c', bytes('stays'), { ttlMs: 100 });
      await store.set('c', bytes('stays'));
      await pass(50);
      assert.equal(await textAt(store, 'a'), 'short');
      await pass(60);
      assert.equal(await textAt(store, 'a'), undefined);
      assert.equal(await textAt(store, 'b'), 'long');
      assert.equal(await textAt(store, 'c'), 'stays');
      assert.equal(await store.delete('a'), false);
      assert.notEqual(await store.set('a', bytes('new'), { ifVersion: null }), undefined);
    },
  },
  {
    name: 'writes over the named version only, or only where nothing is',
    run: async ({ store }) => {
      const first = await store.set('a', bytes('first'), { ifVersion: null });
      assert.notEqual(first, undefined);
      assert.equal(await store.set('a', bytes('again'), { ifVersion: null }), undefined);
      assert.equal((await store.get('a'))?.version, first);
      const second = await store.set('a', bytes('second'), { ifVersion: first });
      assert.notEqual(second, undefined);
      assert.equal(await store.set('a', bytes('late'), { ifVersion: first }), undefined);
      assert.equal(await store.set('nothing', bytes('x'), { ifVersion: second }), undefined);
      assert.equal(await textAt(store, 'a'), 'second');
      assert.equal(await textAt(store, 'nothing'), undefined);
    },
  },
  {
    name: 'deletes what is there, or only the named version',
    run: async ({ store }) => {
      assert.equal(await store.delete('a'), false);
      const first = await store.set('a', bytes('first'));
      await store.set('a', bytes('second'));
      assert.equal(await store.delete('a', { ifVersion: first }), false);
      assert.equal(await textAt(store, 'a'), 'second');
      assert.equal(await store.delete('a'), true);
      assert.equal(await store.get('a'), undefined);
    },
  },
  {
    name: 'never gives a version twice, also not after a delete',
    run: async ({ store }) => {
      const seen = new Set<string | undefined>();
      for (let round = 0; round < 5; round += 1) {
        seen.add(await store.set('a', bytes('same')));
        seen.add(await store.set('a', bytes('same')));
        await store.delete('a');
      }
      assert.equal(seen.size, 10, 'a version came back');
      const last = [...seen].at(-1);
      await store.set('a', bytes('same'));
      assert.equal(await store.set('a', bytes('late'), { ifVersion: last }), undefined);
    },
  },
  {
    name: 'lets exactly one of racing writers win, so that no counted step is lost',
    run: async ({ store }) => {
      const wins = await Promise.all(
        Array.from({ length: 8 }, (_, index) => store.set('race', bytes(String(index)), { ifVersion: null })),
      );
      assert.equal(wins.filter((version) => version !== undefined).length, 1);
      await store.set('count', bytes('0'));
      const step = async (): Promise<void> => {
        for (;;) {
          const entry = await store.get('count');
          assert.ok(entry !== undefined);
          const next = bytes(String(Number(new TextDecoder().decode(entry.value)) + 1));
          if ((await store.set('count', next, { ifVersion: entry.version })) !== undefined) return;
        }
      };
      await Promise.all(Array.from({ length: 12 }, step));
      assert.equal(await textAt(store, 'count'), '12');
    },
  },
  {
    name: 'refuses what is no key, no value and no time, and writes nothing for a caller that has left',
    run: async ({ store }) => {
      await rejection(store.set('', bytes('x')), 'invalid-input');
      await rejection(store.get('k'.repeat(513)), 'invalid-input');
      await rejection(store.set('\ud800', bytes('x')), 'invalid-input');
      await rejection(store.set('a', 'text' as never), 'invalid-input');
      await rejection(store.set('a', bytes('x'), { ttlMs: 0 }), 'invalid-input');
      await rejection(store.set('a', bytes('x'), { ttlMs: Number.NaN }), 'invalid-input');
      await rejection(store.set('a', new Uint8Array(1024 * 1024 + 1)), 'payload-too-large');
      await rejection(store.set('a', bytes('x'), { signal: AbortSignal.abort() }), 'aborted');
      await rejection(store.get('a', { signal: AbortSignal.abort() }), 'aborted');
      assert.equal(await store.get('a'), undefined);
      await store.set('k'.repeat(512), bytes('x'));
    },
  },
];
