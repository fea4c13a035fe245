import { createSteadyTime, systemClock, type Clock, type KeyValue } from '@org/ai-core';
import { checkKey, checkMaxBytes, checkSet } from './checked.ts';
import { createEntries } from './entries.ts';

/** How much a store in memory may hold. */
export interface MemoryKeyValueOptions {
  /** Limit of keys and values together. @defaultValue 64 MiB */
  readonly maxBytes?: number | undefined;
  /** @defaultValue the machine's clock */
  readonly clock?: Clock | undefined;
}

/**
 * Makes a key-value store that lives as long as the process. It gives no acknowledged entry up before it expires: when
 * it is full, `set` rejects with `resource-exhausted`.
 *
 * @throws AiError `invalid-input` for a limit that is none
 * @example
 * ```ts
 * import { createMemoryKeyValue } from '@org/ai-storage';
 *
 * const store = createMemoryKeyValue();
 * const version = await store.set('greeting', new TextEncoder().encode('hello'), { ttlMs: 60_000 });
 * await store.set('greeting', new TextEncoder().encode('hallo'), { ifVersion: version });
 * ```
 */
export function createMemoryKeyValue(options: MemoryKeyValueOptions = {}): KeyValue {
  const { maxBytes = 64 * 1024 * 1024, clock = systemClock } = options;
  const entries = createEntries(checkMaxBytes(maxBytes));
  const time = createSteadyTime(clock);
  let sequence = 0;
  return {
    async get(key, getOptions = {}) {
      await Promise.resolve();
      checkKey(key, getOptions.signal);
      const entry = entries.get(key, time.nowMs());
      return entry && { value: entry.value.slice(), version: entry.version };
    },
    async set(key, value, setOptions = {}) {
      checkSet(key, value, setOptions);
      const own = value.slice();
      await Promise.resolve();
      const { ttlMs = Infinity, ifVersion } = setOptions;
      const nowMs = time.nowMs();
      if (ifVersion !== undefined && (entries.get(key, nowMs)?.version ?? null) !== ifVersion) return undefined;
      entries.reserve(key, own.length, nowMs)();
      const version = String(++sequence);
      entries.put(key, { value: own, version, expiresMs: nowMs + ttlMs });
      return version;
    },
    async delete(key, deleteOptions = {}) {
      await Promise.resolve();
      checkKey(key, deleteOptions.signal);
      const { ifVersion } = deleteOptions;
      const entry = entries.get(key, time.nowMs());
      if (entry === undefined || (ifVersion !== undefined && entry.version !== ifVersion)) return false;
      entries.remove(key);
      return true;
    },
  };
}
