import { LRUCache } from 'lru-cache';
import type { SequenceInput, SequenceResult } from './sequence.ts';

/** Results by model and text, up to a number of bytes; the least recently used go first. */
export interface ResultCache {
  get(key: string): SequenceResult | undefined;
  set(key: string, result: SequenceResult): void;
}

/** What an entry takes besides its key and values. */
const entryBytes = 256;

/** Makes an empty cache; without bytes it keeps nothing. */
export function createResultCache(bytes: number): ResultCache {
  if (bytes === 0) return { get: () => undefined, set: () => undefined };
  const cache = new LRUCache<string, SequenceResult>({
    maxSize: bytes,
    sizeCalculation: ({ values, offsets }, key) =>
      values.byteLength + (offsets?.byteLength ?? 0) + key.length * 2 + entryBytes,
  });
  return {
    get: (key) => cache.get(key),
    set: (key, result) => {
      cache.set(key, result);
    },
  };
}

/** Equal for inputs that have the same result. */
export function resultKey(fingerprint: string, { text, pair }: SequenceInput, hasOffsets: boolean): string {
  const kind = `${hasOffsets ? 'o' : '-'}${pair === undefined ? '-' : 'p'}`;
  return `${fingerprint} ${kind} ${String(text.length)} ${text}${pair ?? ''}`;
}
