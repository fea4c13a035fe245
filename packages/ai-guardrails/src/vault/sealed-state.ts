import { AiError } from '@org/ai-core';
import type { VaultRecord, VaultState } from './vault-state.ts';

/** What is stored of a scope: format, key id, nonce and ciphertext. */
export interface SealedState {
  readonly keyId: string;
  readonly nonce: Uint8Array<ArrayBuffer>;
  readonly ciphertext: Uint8Array<ArrayBuffer>;
}

const FORMAT = 1;
const NONCE = 12;

/** Key ids come back out of the store before anything is checked, and go to the application. */
export function isKeyId(text: string): boolean {
  return /^[ -~]{1,64}$/.test(text);
}

export function encodeSealed({ keyId, nonce, ciphertext }: SealedState): Uint8Array {
  const id = new TextEncoder().encode(keyId);
  const bytes = new Uint8Array(2 + id.length + NONCE + ciphertext.length);
  bytes.set([FORMAT, id.length]);
  bytes.set(id, 2);
  bytes.set(nonce, 2 + id.length);
  bytes.set(ciphertext, 2 + id.length + NONCE);
  return bytes;
}

/** @throws AiError `integrity` for bytes that are no sealed state */
export function decodeSealed(bytes: Uint8Array): SealedState {
  const [format, length = 0] = bytes;
  const start = 2 + length;
  if (format !== FORMAT || bytes.length < start + NONCE) throw unreadable();
  const keyId = new TextDecoder().decode(bytes.subarray(2, start));
  if (!isKeyId(keyId)) throw unreadable();
  return {
    keyId,
    nonce: bytes.slice(start, start + NONCE),
    ciphertext: bytes.slice(start + NONCE),
  };
}

/** JSON, in which lone surrogates stay what they are. */
export function encodeState({ records, counters, writtenMs }: VaultState): Uint8Array<ArrayBuffer> {
  const rows = records.map(({ label, number, value, expiresMs }) => [label, number, value, expiresMs]);
  return new TextEncoder().encode(JSON.stringify({ rows, counters, writtenMs }));
}

/** Only for bytes whose authenticity was checked. */
export function decodeState(bytes: ArrayBuffer): VaultState {
  const { rows, counters, writtenMs } = JSON.parse(new TextDecoder().decode(bytes)) as {
    readonly rows: readonly (readonly [string, number, string, number])[];
    readonly counters: Readonly<Record<string, number>>;
    readonly writtenMs: number;
  };
  const records = rows.map(([label, number, value, expiresMs]): VaultRecord => ({ label, number, value, expiresMs }));
  return { records, counters, writtenMs };
}

export function unreadable(): AiError {
  return new AiError(
    'integrity',
    'the vault entry of this conversation cannot be read: it was changed, belongs to somebody else, or its key is gone; give back the key that wrote it, or begin a new conversation',
  );
}
