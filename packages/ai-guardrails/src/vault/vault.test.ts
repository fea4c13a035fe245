import type { Clock, KeyValue } from '@org/ai-core';
import { createFileKeyValue, createMemoryKeyValue } from '@org/ai-storage';
import { createPowerCutFileSystem } from '@org/ai-storage/testing';
import { createFakeClock, createFakePrincipal, testContext, type FakeClock } from '@org/ai-testing';
import { describe, expect, it } from 'vitest';
import { vaultContract, type VaultSubject } from '../testing/vault-contract.ts';
import type { VaultKey } from './vault-key.ts';
import { createVault, type Vault } from './vault.ts';
import type { VaultSession } from './vault-session.ts';

const secret = (fill: number): Uint8Array => new Uint8Array(32).fill(fill);
const keys = {
  key: (id: string | undefined): Promise<VaultKey | undefined> =>
    Promise.resolve({ id: id ?? 'first', secret: secret(1) }),
  indexKey: () => Promise.resolve(secret(2)),
};
const encrypted = (store: KeyValue, clock?: Clock): Vault => createVault({ store, ...keys, ttlMs: 1_000, clock });

type Mutate = (vault: Vault) => Vault;

/** A store of the kind, behind vaults that a mutation may have spoilt. */
const subjects: Record<string, (clock: FakeClock, mutate?: Mutate) => Promise<VaultSubject>> = {
  memory: (clock, mutate = (vault) => vault) => {
    const vault = mutate(createVault({ ttlMs: 1_000, clock }));
    return Promise.resolve({ open: () => Promise.resolve(vault), pass: (ms) => clock.advance(ms) });
  },
  'encrypted in memory': (clock, mutate = (vault) => vault) => {
    const store = createMemoryKeyValue({ clock });
    return Promise.resolve({
      open: () => Promise.resolve(mutate(encrypted(store, clock))),
      pass: (ms) => clock.advance(ms),
    });
  },
  'encrypted in files': async (clock, mutate = (vault) => vault) => {
    const store = await createFileKeyValue({
      clock,
      directory: '/vault',
      fileSystem: createPowerCutFileSystem({ seed: 9 }),
    });
    return { open: () => Promise.resolve(mutate(encrypted(store, clock))), pass: (ms) => clock.advance(ms) };
  },
};

describe.each(Object.entries(subjects))('a vault (%s)', (_name, subject) => {
  it.each(vaultContract)('$name', async ({ run }) => {
    await run(await subject(createFakeClock()));
  });
});

const inSession =
  (change: (session: VaultSession) => Partial<VaultSession>): Mutate =>
  (vault) => ({
    ...vault,
    open: async (context) => {
      const session = await vault.open(context);
      return { ...session, ...change(session) };
    },
  });

describe('the contract of vaults fails for one that', () => {
  const mutants: Record<string, Mutate> = {
    'restores for anybody': (vault) => ({
      ...vault,
      open: (context) => vault.open({ ...context, principal: createFakePrincipal() }),
    }),
    'restores in any conversation': (vault) => ({
      ...vault,
      open: (context) => vault.open({ ...context, conversation: 'all' }),
    }),
    'takes a request for a conversation of that name': (vault) => ({
      ...vault,
      open: (context) => vault.open({ ...context, conversation: context.conversation ?? context.requestId }),
    }),
    'restores forged placeholders': inSession((session) => ({
      restore: (text) => session.restore(text.replace(/_0?[0-9]+\]/g, '_1]')),
    })),
    'answers a forged placeholder with a hint': inSession((session) => ({
      restore: (text) => session.restore(text).replace(/\[[A-Z_]+_[0-9]+\]/g, '[unknown]'),
    })),
    'forgets the tail of a stream': inSession((session) => ({
      restoreStream: () => ({ ...session.restoreStream(), end: () => '' }),
    })),
    'decides chunk by chunk': inSession((session) => ({
      restoreStream: () => ({ push: (text) => session.restore(text), end: () => '', heldUnits: 0 }),
    })),
    'holds everything back': inSession((session) => {
      let held = '';
      return {
        restoreStream: () => ({
          push: (text) => ((held += text), ''),
          end: () => session.restore(held),
          get heldUnits() {
            return held.length;
          },
        }),
      };
    }),
    'writes values into JSON as they are': inSession((session) => ({ restore: (text) => session.restore(text) })),
  };
  it.each(Object.entries(mutants))('%s', async (_name, mutate) => {
    const broken: string[] = [];
    for (const { name, run } of vaultContract) {
      const subject = await subjects['encrypted in memory']?.(createFakeClock(), mutate);
      if (subject !== undefined) await run(subject).catch(() => broken.push(name));
    }
    expect(broken).not.toEqual([]);
  });

  const stores: Record<string, (store: KeyValue) => KeyValue> = {
    'lets numbers collide': (store) => ({
      ...store,
      set: (key, value, options) => store.set(key, value, { ...options, ifVersion: undefined }),
    }),
    'keeps all scopes in one entry': (store) => ({
      get: () => store.get('vault'),
      set: (_key, value, options) => store.set('vault', value, options),
      delete: () => store.delete('vault'),
    }),
  };
  it.each(Object.entries(stores))('%s', async (_name, mutate) => {
    const broken: string[] = [];
    for (const { name, run } of vaultContract) {
      const clock = createFakeClock();
      const store = mutate(createMemoryKeyValue({ clock }));
      const open = (): Promise<Vault> => Promise.resolve(encrypted(store, clock));
      await run({ open, pass: (ms) => clock.advance(ms) }).catch(() => broken.push(name));
    }
    expect(broken).not.toEqual([]);
  });

  it('forgets expiry', async () => {
    const broken: string[] = [];
    for (const { name, run } of vaultContract) {
      const clock = createFakeClock();
      const stopped = { ...clock, epochMs: () => 1_000_000, monotonicMs: () => 0 };
      const store = createMemoryKeyValue({ clock });
      const open = (): Promise<Vault> => Promise.resolve(encrypted(store, stopped));
      await run({ open, pass: (ms) => clock.advance(ms) }).catch(() => broken.push(name));
    }
    expect(broken).toContain('forgets a value when its time is over, and does not give its number to another one');
  });
});

describe('expiry', () => {
  it('does not go back with the clock', async () => {
    const machine = { epoch: Date.UTC(2026, 0, 1), monotonic: 0 };
    const clock: Clock = {
      epochMs: () => machine.epoch,
      monotonicMs: () => machine.monotonic,
      sleep: () => Promise.resolve(),
    };
    const store = createMemoryKeyValue({ clock });
    const context = testContext({ conversation: 'one' });
    for (const vault of [createVault({ ttlMs: 1_000, clock }), encrypted(store, clock)]) {
      const session = await vault.open(context);
      session.admit('PERSON', 'Ada');
      await session.save();
      machine.epoch -= 3_000_000;
      machine.monotonic += 999;
      expect((await vault.open(context)).restore('[PERSON_1]')).toBe('Ada');
      machine.monotonic += 1;
      expect(session.restore('[PERSON_1]')).toBe('[PERSON_1]');
      expect((await vault.open(context)).restore('[PERSON_1]')).toBe('[PERSON_1]');
      machine.epoch -= 3_000_000;
      expect((await vault.open(context)).restore('[PERSON_1]')).toBe('[PERSON_1]');
    }
  });
});

describe('the memory of a vault', () => {
  it('is bounded: the conversation that was not used for longest is forgotten, and its placeholders stay', async () => {
    const vault = createVault({ maxConversations: 2 });
    const open = (conversation: string): Promise<VaultSession> => vault.open(testContext({ conversation }));
    for (const conversation of ['a', 'b', 'c']) {
      const session = await open(conversation);
      session.admit('PERSON', conversation);
      await session.save();
      await open('a');
    }
    expect((await open('a')).restore('[PERSON_1]')).toBe('a');
    expect((await open('b')).restore('[PERSON_1]')).toBe('[PERSON_1]');
    expect((await open('c')).restore('[PERSON_1]')).toBe('c');
  });

  it('gives back neither value when a forgotten placeholder was given out again', async () => {
    const vault = createVault({ maxConversations: 1 });
    const context = testContext({ conversation: 'a' });
    const first = await vault.open(context);
    first.admit('PERSON', 'Ada');
    await first.save();
    const other = await vault.open(testContext({ conversation: 'b' }));
    other.admit('PERSON', 'Bob');
    await other.save();
    const second = await vault.open(context);
    second.admit('PERSON', 'Eve');
    await second.save();
    first.admit('PERSON', 'Mallory');
    await first.save();
    expect(first.restore('[PERSON_1] [PERSON_2]')).toBe('[PERSON_1] Mallory');
  });
});

describe('time', () => {
  it('is linear in the text, also for millions of brackets and of values that find no room', async () => {
    const session = await createVault().open(testContext());
    for (const text of [`${'['.repeat(5_000_000)}]`, '[A_1]'.repeat(500_000), `${'[A'.repeat(1_000_000)}_1]`]) {
      expect(session.restore(text)).toBe(text);
      const stream = session.restoreStream();
      expect(stream.push(text) + stream.end()).toBe(text);
    }
    for (let index = 0; index < 1_000_000; index++) session.admit('LITERAL', `[A_${String(index)}]`);
    await session.save();
    expect(session.restore('[LITERAL_1000][LITERAL_1001]')).toBe('[A_999][LITERAL_1001]');
  });
});

describe('options of a vault', () => {
  it.each([
    [{ store: createMemoryKeyValue() }, /needs key and indexKey/],
    [{ ttlMs: 0 }, /ttlMs/],
    [{ maxValues: 0 }, /maxValues/],
    [{ maxConversations: 1.5 }, /maxConversations/],
  ])('are checked: %j', (options, message) => {
    expect(() => createVault(options)).toThrow(message);
  });
});
