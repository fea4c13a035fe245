import { canonicalJson, type KeyValue } from '@org/ai-core';
import { createMemoryKeyValue } from '@org/ai-storage';
import { createFakeClock, createFakePrincipal, testContext } from '@org/ai-testing';
import { describe, expect, it, vi } from 'vitest';
import { createGuard } from '../guard/guard.ts';
import { piiRail } from '../pii/pii.ts';
import { createEncryptedStore } from './encrypted-store.ts';
import type { VaultKey } from './vault-key.ts';
import { vaultScopeOf } from './vault-scope.ts';
import { createVault, type Vault } from './vault.ts';

const secret = (fill: number): Uint8Array => new Uint8Array(32).fill(fill);
const indexKey = (): Promise<Uint8Array> => Promise.resolve(secret(99));

/** Keys by id; the last one encrypts. */
const keyring =
  (...ids: readonly string[]) =>
  (id: string | undefined): Promise<VaultKey | undefined> => {
    const wanted = id ?? ids.at(-1) ?? '';
    return Promise.resolve(ids.includes(wanted) ? { id: wanted, secret: secret(wanted.length) } : undefined);
  };

/** A store whose bytes the test can see and change. */
function openStore(): { store: KeyValue; entries: Map<string, Uint8Array> } {
  const entries = new Map<string, Uint8Array>();
  let version = 0;
  const store: KeyValue = {
    get: (key) => {
      const value = entries.get(key);
      return Promise.resolve(value && { value: value.slice(), version: String(version) });
    },
    set: (key, value) => {
      entries.set(key, value.slice());
      return Promise.resolve(String(++version));
    },
    delete: (key) => Promise.resolve(entries.delete(key)),
  };
  return { store, entries };
}

const context = testContext({ conversation: 'one' });
const ada = 'Ada Lovelace';

async function keep(vault: Vault, value: string, of = context): Promise<void> {
  const session = await vault.open(of);
  session.admit('PERSON', value);
  await session.save();
}

const refusal = expect.objectContaining({ code: 'integrity', message: expect.not.stringContaining('Ada') as string });

describe('an encrypted vault', () => {
  it('reads what older keys wrote, writes with the newest, and refuses what a key wrote that is gone', async () => {
    const store = createMemoryKeyValue();
    await keep(createVault({ store, indexKey, key: keyring('k1') }), ada);
    const rotated = createVault({ store, indexKey, key: keyring('k1', 'key2') });
    expect((await rotated.open(context)).restore('[PERSON_1]')).toBe(ada);
    await expect(createVault({ store, indexKey, key: keyring('key2') }).open(context)).rejects.toEqual(refusal);
    await keep(rotated, 'Bob');
    const retired = await createVault({ store, indexKey, key: keyring('key2') }).open(context);
    expect(retired.restore('[PERSON_1] [PERSON_2]')).toBe(`${ada} Bob`);
  });

  it('refuses an entry when the key behind the id was changed', async () => {
    const store = createMemoryKeyValue();
    await keep(createVault({ store, indexKey, key: () => Promise.resolve({ id: 'k', secret: secret(1) }) }), ada);
    const vault = createVault({ store, indexKey, key: () => Promise.resolve({ id: 'k', secret: secret(2) }) });
    await expect(vault.open(context)).rejects.toEqual(refusal);
    const guard = createGuard({ rails: [piiRail()], vault });
    await expect(guard.check('ada@example.com', { stage: 'input', context })).rejects.toEqual(refusal);
    await expect(guard.restore('[PERSON_1]', { context })).rejects.toEqual(refusal);
  });

  it('refuses an entry of which any byte was changed, or that is no entry', async () => {
    const { store, entries } = openStore();
    const vault = createVault({ store, indexKey, key: keyring('k1') });
    await keep(vault, ada);
    const [[name, sound] = ['', new Uint8Array()]] = entries;
    for (let at = 0; at < sound.length; at++) {
      const changed = sound.slice();
      changed[at] = (changed[at] ?? 0) ^ 0x10;
      entries.set(name, changed);
      await expect(vault.open(context), `byte ${String(at)}`).rejects.toEqual(refusal);
    }
    for (const length of [0, 1, 5, 20, sound.length - 1]) {
      entries.set(name, sound.slice(0, length));
      await expect(vault.open(context)).rejects.toEqual(refusal);
    }
    entries.set(name, sound);
    expect((await vault.open(context)).restore('[PERSON_1]')).toBe(ada);
  });

  const swapped = async (mechanics?: Parameters<typeof createEncryptedStore>[1]): Promise<unknown> => {
    const { store, entries } = openStore();
    const parts = { keyValue: store, indexKey, key: keyring('k1') };
    const inner = createEncryptedStore(parts, mechanics);
    const [mine, theirs] = [
      context,
      testContext({ conversation: 'one', principal: createFakePrincipal({ subject: 'eve' }) }),
    ].map(vaultScopeOf);
    const record = { label: 'PERSON', number: 1, value: ada, expiresMs: Infinity };
    await inner.save(
      mine ?? '',
      { records: [record], counters: { PERSON: 1 }, writtenMs: 0 },
      { version: null, ttlMs: 1_000 },
    );
    const [first] = entries.values();
    await inner.save(theirs ?? '', { records: [], counters: {}, writtenMs: 0 }, { version: null, ttlMs: 1_000 });
    for (const name of entries.keys()) entries.set(name, first ?? new Uint8Array());
    return inner.load(theirs ?? '').catch((error: unknown) => error);
  };

  it("refuses an entry that was put in the place of another principal's", async () => {
    expect(await swapped()).toEqual(refusal);
  });

  it('would not, if neither key nor associated data were bound to the principal', async () => {
    const unbound = { subjectOf: () => '', boundTo: () => '' };
    expect(await swapped(unbound)).toMatchObject({ state: { records: [{ value: ada }] } });
    expect(await swapped({ ...unbound, subjectOf: (name) => name })).toEqual(refusal);
    expect(await swapped({ ...unbound, boundTo: (...parts) => canonicalJson(parts) })).toEqual(refusal);
  });

  it('takes HKDF keys that cannot be exported, and refuses other keys and short secrets', async () => {
    const store = createMemoryKeyValue();
    const imported = await crypto.subtle.importKey('raw', new Uint8Array(32).fill(5), 'HKDF', false, ['deriveBits']);
    const vault = createVault({
      store,
      key: () => Promise.resolve({ id: 'k', secret: imported }),
      indexKey: () => Promise.resolve(imported),
    });
    await keep(vault, ada);
    expect((await vault.open(context)).restore('[PERSON_1]')).toBe(ada);
    const aes = await crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, ['encrypt']);
    for (const unfit of [aes, new Uint8Array(31)]) {
      const refused = createVault({ store, indexKey, key: () => Promise.resolve({ id: 'k', secret: unfit }) });
      await expect(keep(refused, ada)).rejects.toMatchObject({ code: 'invalid-input' });
    }
  });

  it('says unavailable when a key cannot be had, and lets nothing pass', async () => {
    const store = createMemoryKeyValue();
    const failing = (): Promise<never> => Promise.reject(new Error('the key service is down'));
    const vault = createVault({ store, indexKey, key: failing });
    const guard = createGuard({ rails: [piiRail()], vault });
    const outcome = guard.check('ada@example.com', { stage: 'input', context });
    await expect(outcome).rejects.toMatchObject({ code: 'unavailable' });
  });

  it('uses another nonce and another ciphertext each time', async () => {
    const { store, entries } = openStore();
    const seen = new Set<string>();
    for (let round = 0; round < 20; round++) {
      await keep(createVault({ store, indexKey, key: keyring('k1') }), ada);
      for (const bytes of entries.values()) seen.add(Buffer.from(bytes).toString('hex'));
      entries.clear();
    }
    expect(seen.size).toBe(20);
  });

  it('ends with the call when the store hangs, and lets nothing pass', async () => {
    const hanging = (): Promise<never> => new Promise(() => undefined);
    const inner = createMemoryKeyValue();
    for (const store of [
      { ...inner, get: hanging },
      { ...inner, set: hanging },
    ]) {
      const clock = createFakeClock();
      const vault = createVault({ store, indexKey, key: keyring('k1'), clock });
      const guard = createGuard({ rails: [piiRail()], vault, clock });
      const late = testContext({ timeoutMs: 50, clock });
      const timed = guard.check('ada@example.com', { stage: 'input', context: late });
      timed.catch(() => undefined);
      // Keys are derived on threads of their own, so the deadline is set when they are.
      await vi.waitFor(async () => {
        await clock.advance(50);
        await expect(Promise.race([timed, Promise.resolve('pending')])).rejects.toMatchObject({ code: 'timeout' });
      });
      const caller = new AbortController();
      const left = guard.check('ada@example.com', { stage: 'input', context: testContext({ signal: caller.signal }) });
      left.catch(() => undefined);
      caller.abort();
      await expect(left).rejects.toMatchObject({ code: 'aborted' });
      expect(clock.sleepers).toBe(0);
    }
  });
});
