import { AiError } from '@org/ai-core';

/** An entry in memory. */
interface StoredEntry {
  readonly value: Uint8Array;
  readonly version: string;
  /** Infinity when it stays. */
  readonly expiresMs: number;
}

/** Entries within a limit of bytes, without those that have expired. */
export interface Entries {
  get(key: string, nowMs: number): StoredEntry | undefined;
  put(key: string, entry: StoredEntry): void;
  remove(key: string): void;
  /**
   * Makes sure that an entry finds room beside what is there and what was reserved before, and reserves it until the
   * returned function is called.
   * @throws AiError `resource-exhausted`
   */
  reserve(key: string, valueBytes: number, nowMs: number): () => void;
  all(): Iterable<readonly [string, StoredEntry]>;
  readonly bytes: number;
}

/** What an entry costs beside its bytes, roughly. */
const overhead = 128;

export function createEntries(maxBytes: number): Entries {
  const entries = new Map<string, StoredEntry>();
  let bytes = 0;
  let reserved = 0;
  /** Nothing expires before: sweeping earlier would find nothing. */
  let nextExpiryMs = Infinity;

  const costOf = (key: string, valueBytes: number): number => key.length * 2 + valueBytes + overhead;
  const remove = (key: string): void => {
    const entry = entries.get(key);
    if (entry === undefined) return;
    bytes -= costOf(key, entry.value.length);
    entries.delete(key);
  };
  const sweep = (nowMs: number): void => {
    if (nowMs < nextExpiryMs) return;
    nextExpiryMs = Infinity;
    for (const [key, entry] of entries) {
      if (entry.expiresMs <= nowMs) remove(key);
      else nextExpiryMs = Math.min(nextExpiryMs, entry.expiresMs);
    }
  };
  return {
    get(key, nowMs) {
      const entry = entries.get(key);
      if (entry === undefined || entry.expiresMs > nowMs) return entry;
      remove(key);
      return undefined;
    },
    put(key, entry) {
      remove(key);
      entries.set(key, entry);
      bytes += costOf(key, entry.value.length);
      nextExpiryMs = Math.min(nextExpiryMs, entry.expiresMs);
    },
    remove,
    reserve(key, valueBytes, nowMs) {
      const cost = costOf(key, valueBytes);
      const missing = (): number => {
        const present = entries.get(key);
        const freed = present === undefined ? 0 : costOf(key, present.value.length);
        return bytes - freed + reserved + cost - maxBytes;
      };
      if (missing() > 0) sweep(nowMs);
      if (missing() > 0)
        throw new AiError('resource-exhausted', `the store is full; raise maxBytes (${String(maxBytes)}) or set ttlMs`);
      reserved += cost;
      return () => {
        reserved -= cost;
      };
    },
    all: () => entries,
    get bytes() {
      return bytes;
    },
  };
}
