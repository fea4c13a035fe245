import { AiError, createSteadyTime, systemClock, type CallContext, type Clock, type KeyValue } from '@org/ai-core';
import { createEncryptedStore } from './encrypted-store.ts';
import { createMemoryStore } from './memory-store.ts';
import type { VaultKey, VaultSecret } from './vault-key.ts';
import { vaultForGuards, type VaultForGuards } from './vault-for-guards.ts';
import { openVaultSession, type VaultSession } from './vault-session.ts';
import { vaultScopeOf } from './vault-scope.ts';
import { withinContext, type Within } from './within-context.ts';

/** Where values are kept, for how long, and under which keys. */
export interface VaultOptions {
  /** Keeps values encrypted; needs `key` and `indexKey`. @defaultValue the memory of the process */
  readonly store?: KeyValue | undefined;
  /**
   * Asked without an id: the key that encrypts from now on. Asked for an id: that older key, or undefined when it is
   * gone, and its values with it.
   */
  readonly key?: ((id: string | undefined) => Promise<VaultKey | undefined>) | undefined;
  /** Names the entries in the store. It is found by them, so it does not rotate: another one finds nothing. */
  readonly indexKey?: (() => Promise<VaultSecret>) | undefined;
  /** How long a value is kept after it was last seen on its way in; it may be half of that less. @defaultValue 24 hours */
  readonly ttlMs?: number | undefined;
  /** Most values of one conversation; further ones leave `[TYPE]` and are not restored. @defaultValue 1,000 */
  readonly maxValues?: number | undefined;
  /** Most conversations in memory; the one that was not used for longest is forgotten. @defaultValue 10,000 */
  readonly maxConversations?: number | undefined;
  /** @defaultValue the machine's clock */
  readonly clock?: Clock | undefined;
}

/** Keeps the values behind placeholders, each for the principal and conversation that it came from. */
export interface Vault {
  /**
   * The values of a call's principal and conversation; of its request alone, when it has no conversation.
   * @throws AiError `integrity` when the stored entry was changed or its key is gone, `unavailable`, `aborted`, `timeout`
   */
  open(context: CallContext): Promise<VaultSession>;
  /** For guards alone: what they do with a vault. */
  readonly forGuards: VaultForGuards;
}

const DAY_MS = 86_400_000;

/**
 * Makes a vault. A guard that has it writes numbered placeholders such as `[EMAIL_ADDRESS_1]` for what its rails replace
 * on the way in, and {@link Guard.wrap} puts the values back into the answer, for the same principal in the same
 * conversation.
 * @throws AiError `invalid-input` for a store without keys, or a limit that is none
 * @example
 * ```ts
 * import { createGuard, createVault, piiRail } from '@org/ai-guardrails';
 * import { createContext, createServicePrincipal } from '@org/ai-core';
 *
 * const guard = createGuard({ rails: [piiRail()], vault: createVault() });
 * const principal = createServicePrincipal({ tenant: 'acme', subject: 'help-desk' });
 * const context = createContext({ principal, conversation: 'ticket-17' });
 * const decision = await guard.check('Write to ada@example.com', { stage: 'input', context });
 * const text = decision.action === 'redact' ? decision.text : ''; // Write to [EMAIL_ADDRESS_1]
 * console.log(await guard.restore(text, { context })); // Write to ada@example.com
 * ```
 */
export function createVault(options: VaultOptions = {}): Vault {
  const { store: keyValue, key, indexKey, ttlMs = DAY_MS, maxValues = 1_000, maxConversations = 10_000 } = options;
  const { clock = systemClock } = options;
  if (!(ttlMs > 0 && ttlMs < Infinity)) throw invalid('ttlMs must be a number of milliseconds above 0');
  if (!isCount(maxValues) || maxValues > 5_000) throw invalid('maxValues must be a whole number from 1 to 5,000');
  if (!isCount(maxConversations)) throw invalid('maxConversations must be a whole number above 0');
  const time = createSteadyTime(clock);
  let store;
  if (keyValue === undefined) store = createMemoryStore(maxConversations, time);
  else if (key === undefined || indexKey === undefined)
    throw invalid('a vault with a store needs key and indexKey: what it stores is encrypted');
  else store = createEncryptedStore({ keyValue, key, indexKey });
  return {
    forGuards: vaultForGuards,
    open: (context) => {
      // Memory answers at once.
      const within: Within = keyValue === undefined ? (work) => work(undefined) : withinContext(context, clock);
      return openVaultSession({ store, scope: vaultScopeOf(context), time, ttlMs, maxValues, within });
    },
  };
}

function isCount(value: number): boolean {
  return Number.isSafeInteger(value) && value > 0;
}

function invalid(message: string): AiError {
  return new AiError('invalid-input', message);
}
