import { AiError, type JsonValue } from '@org/ai-core';

/** One line of the store's journal. `sequence` numbers the writings of the store, and is the version of what they wrote. */
export type KeyValueRecord =
  | {
      readonly kind: 'set';
      readonly key: string;
      readonly value: Uint8Array;
      readonly sequence: number;
      readonly atMs: number;
      readonly expiresMs: number;
    }
  | { readonly kind: 'delete'; readonly key: string; readonly sequence: number; readonly atMs: number }
  | { readonly kind: 'start'; readonly sequence: number; readonly atMs: number };

export function encodeRecord(record: KeyValueRecord): JsonValue {
  const { kind, sequence, atMs } = record;
  if (kind === 'start') return [kind, sequence, atMs];
  if (kind === 'delete') return [kind, sequence, atMs, record.key];
  const expiresMs = record.expiresMs === Infinity ? null : record.expiresMs;
  return [kind, sequence, atMs, record.key, Buffer.from(record.value).toString('base64'), expiresMs];
}

/** @throws AiError `integrity` for a record that this version does not know */
export function decodeRecord(value: JsonValue, path: string): KeyValueRecord {
  if (Array.isArray(value)) {
    const [kind, sequence, atMs, key, bytes, expiresMs] = value as readonly JsonValue[];
    if (typeof sequence === 'number' && typeof atMs === 'number') {
      if (kind === 'start') return { kind, sequence, atMs };
      if (kind === 'delete' && typeof key === 'string') return { kind, sequence, atMs, key };
      if (kind === 'set' && typeof key === 'string' && typeof bytes === 'string') {
        const decoded = new Uint8Array(Buffer.from(bytes, 'base64'));
        const expires = typeof expiresMs === 'number' ? expiresMs : Infinity;
        return { kind, sequence, atMs, key, value: decoded, expiresMs: expires };
      }
    }
  }
  throw new AiError('integrity', `${path} holds a record that is none of a key-value store; restore it from a backup`);
}
