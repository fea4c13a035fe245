import { AiError, canonicalJson, type KeyValue } from '@org/ai-core';
import { decodeSealed, decodeState, encodeSealed, encodeState, isKeyId, unreadable } from './sealed-state.ts';
import { deriveBytes, deriveCipher, importSecret, type VaultKey, type VaultSecret } from './vault-key.ts';
import type { VaultScope } from './vault-scope.ts';
import { emptyState, type VaultStore } from './vault-state.ts';

/** Where encrypted values are kept, and under which keys. */
export interface EncryptedStoreParts {
  readonly keyValue: KeyValue;
  readonly key: (id: string | undefined) => Promise<VaultKey | undefined>;
  readonly indexKey: () => Promise<VaultSecret>;
}

const encoder = new TextEncoder();

/** What ties a ciphertext to its place; tests replace it by faulty ones, to show that the suite notices. */
export interface Binding {
  /** What the cipher key is derived for. */
  readonly subjectOf: (name: string) => string;
  /** The associated data. */
  readonly boundTo: (name: string, keyId: string, scope: VaultScope) => string;
}

const soundBinding: Binding = {
  subjectOf: (name) => name,
  boundTo: (...parts) => canonicalJson(['ai-vault 1', ...parts]),
};

/**
 * Keeps each scope as one entry: AES-256-GCM under a key derived for it, its name a keyed digest. Scope, name and key id
 * are bound to the ciphertext, so that an entry which was moved cannot be read.
 */
export function createEncryptedStore(
  { keyValue, key, indexKey }: EncryptedStoreParts,
  { subjectOf, boundTo }: Binding = soundBinding,
): VaultStore {
  const nameOf = async (scope: VaultScope): Promise<string> => {
    const secret = await importSecret(await asked(indexKey), 'indexKey');
    return `vault/${hex(await deriveBytes(secret, 'names', scope))}`;
  };
  const keyOf = async (id: string | undefined): Promise<VaultKey | undefined> => {
    const found = await asked(() => key(id));
    if (found !== undefined && !isKeyId(found.id))
      throw new AiError('invalid-input', 'the id of a vault key must be 1 to 64 characters of ASCII');
    return found;
  };
  return {
    async load(scope, signal) {
      const name = await nameOf(scope);
      const entry = await keyValue.get(name, { signal });
      if (entry === undefined) return { state: emptyState, version: null };
      const { keyId, nonce, ciphertext } = decodeSealed(entry.value);
      const found = await keyOf(keyId);
      if (found === undefined) throw unreadable();
      const cipher = await deriveCipher(await importSecret(found.secret, 'key'), subjectOf(name));
      const parameters = { name: 'AES-GCM', iv: nonce, additionalData: encoder.encode(boundTo(name, keyId, scope)) };
      const plain = await crypto.subtle.decrypt(parameters, cipher, ciphertext).catch(() => {
        throw unreadable();
      });
      return { state: decodeState(plain), version: entry.version };
    },
    async save(scope, state, { version, ttlMs, signal }) {
      const name = await nameOf(scope);
      const current = await keyOf(undefined);
      if (current === undefined)
        throw new AiError('unavailable', 'the vault has no key to write with; see options.key');
      const cipher = await deriveCipher(await importSecret(current.secret, 'key'), subjectOf(name));
      const nonce = crypto.getRandomValues(new Uint8Array(12));
      const parameters = {
        name: 'AES-GCM',
        iv: nonce,
        additionalData: encoder.encode(boundTo(name, current.id, scope)),
      };
      const ciphertext = new Uint8Array(await crypto.subtle.encrypt(parameters, cipher, encodeState(state)));
      const bytes = encodeSealed({ keyId: current.id, nonce, ciphertext });
      return keyValue.set(name, bytes, { ttlMs, ifVersion: version, signal });
    },
  };
}

/** What a callback throws may quote secrets: only that it failed is passed on. */
async function asked<R>(callback: () => Promise<R>): Promise<R> {
  try {
    return await callback();
  } catch (cause) {
    throw new AiError('unavailable', 'the key of the vault could not be had; see options.key and options.indexKey', {
      cause,
    });
  }
}

function hex(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += byte.toString(16).padStart(2, '0');
  return text;
}
