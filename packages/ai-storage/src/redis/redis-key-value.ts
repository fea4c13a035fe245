import { randomUUID } from 'node:crypto';
import type { KeyValue } from '@org/ai-core';
import type { RedisOptions } from 'ioredis';
import { checkKey, checkSet } from '../key-value/checked.ts';
import { connectRedis, disconnectRedis, redisFault, untilAborted } from './connection.ts';

/** Where a key-value store on Redis is. */
export interface RedisKeyValueOptions {
  /** As ioredis takes them; the store makes a connection of its own. */
  readonly connection: RedisOptions;
  /** In front of every key. @defaultValue 'ai-kv:' */
  readonly prefix?: string | undefined;
  /** Refuse a server without an append-only file. @defaultValue true */
  readonly isDurable?: boolean | undefined;
}

/** A key-value store on Redis. */
export interface RedisKeyValue extends KeyValue {
  /** Lets go of the connection. */
  close(): Promise<void>;
}

// An entry is a hash of its bytes and its version. Both scripts touch one key, so that they run on a cluster as well; the first writing is the one that a full server refuses.
const setScript = `
local version = redis.call('HGET', KEYS[1], 'n')
if ARGV[3] == 'absent' and version then return 0 end
if ARGV[3] == 'same' and version ~= ARGV[4] then return 0 end
redis.call('HSET', KEYS[1], 'v', ARGV[1], 'n', ARGV[2])
if ARGV[5] == '' then redis.call('PERSIST', KEYS[1]) else redis.call('PEXPIRE', KEYS[1], ARGV[5]) end
return 1`;
const deleteScript = `
if ARGV[1] == 'same' and redis.call('HGET', KEYS[1], 'n') ~= ARGV[2] then return 0 end
return redis.call('DEL', KEYS[1])`;

const longestTtlMs = 2 ** 52;

/**
 * Opens a key-value store on Redis: shared by processes, and as durable as the server's append-only file (with `appendfsync everysec` a power cut may take the last second).
 * A command waits for a server that is being restarted, until its signal fires.
 *
 * @throws AiError `unsupported` when the server may evict keys or keeps no append-only file, `unavailable`
 * @example
 * ```ts
 * import { openRedisKeyValue } from '@org/ai-storage/redis';
 *
 * const store = await openRedisKeyValue({ connection: { host: '127.0.0.1', port: 6379 } });
 * await store.set('greeting', new TextEncoder().encode('hello'), { ttlMs: 60_000 });
 * await store.close();
 * ```
 */
export async function openRedisKeyValue(options: RedisKeyValueOptions): Promise<RedisKeyValue> {
  const { prefix = 'ai-kv:', isDurable = true } = options;
  const client = await connectRedis(options.connection, isDurable);
  const run = async <R>(work: () => Promise<R>, signal: AbortSignal | undefined): Promise<R> => {
    try {
      return await untilAborted(work(), signal);
    } catch (error) {
      throw redisFault(error);
    }
  };
  return {
    async get(key, { signal } = {}) {
      await Promise.resolve();
      checkKey(key, signal);
      const [value, version] = await run(() => client.hmgetBuffer(`${prefix}${key}`, 'v', 'n'), signal);
      if (value === null || value === undefined || version === null || version === undefined) return undefined;
      return { value: new Uint8Array(value), version: version.toString() };
    },
    async set(key, value, setOptions = {}) {
      checkSet(key, value, setOptions);
      const { ttlMs = Infinity, ifVersion, signal } = setOptions;
      const version = randomUUID();
      const condition = ifVersion === undefined ? 'any' : ifVersion === null ? 'absent' : 'same';
      const ttl = ttlMs > longestTtlMs ? '' : String(Math.ceil(ttlMs));
      const bytes = Buffer.from(value);
      const isWritten = await run(
        () => client.eval(setScript, 1, `${prefix}${key}`, bytes, version, condition, ifVersion ?? '', ttl),
        signal,
      );
      return isWritten === 1 ? version : undefined;
    },
    async delete(key, { ifVersion, signal } = {}) {
      await Promise.resolve();
      checkKey(key, signal);
      const condition = ifVersion === undefined ? 'any' : 'same';
      const removed = await run(
        () => client.eval(deleteScript, 1, `${prefix}${key}`, condition, ifVersion ?? ''),
        signal,
      );
      return removed === 1;
    },
    close: () => disconnectRedis(client),
  };
}
