import { abortedError, AiError } from '@org/ai-core';
import { Redis, type RedisOptions } from 'ioredis';

/** Longest wait between two tries to reach the server. */
const longestPauseMs = 2_000;

/**
 * Connects to a server that keeps what it acknowledges.
 *
 * @throws AiError `unsupported` when the server may evict keys or keeps no append-only file, `unavailable`
 */
export async function connectRedis(options: RedisOptions, isDurable: boolean): Promise<Redis> {
  const client = new Redis({
    ...options,
    lazyConnect: true,
    // Commands wait for a server that is being restarted; their callers have signals.
    maxRetriesPerRequest: null,
    retryStrategy: (times) => Math.min(50 * 2 ** Math.min(times, 10), longestPauseMs),
  });
  // The next command reports what is wrong.
  client.on('error', () => undefined);
  try {
    await client.connect();
    const [memory, persistence] = await Promise.all([client.info('memory'), client.info('persistence')]);
    if (!isNeverEvicting(memory))
      throw new AiError('unsupported', 'the Redis server may evict keys; set maxmemory-policy to noeviction');
    if (isDurable && valueOf(persistence, 'aof_enabled') !== '1')
      throw new AiError(
        'unsupported',
        'the Redis server keeps no append-only file; set appendonly to yes, or pass isDurable: false for data that may be lost',
      );
    return client;
  } catch (error) {
    client.disconnect();
    if (AiError.is(error)) throw error;
    throw new AiError('unavailable', 'the Redis server cannot be reached; check connection', { cause: error });
  }
}

function isNeverEvicting(info: string): boolean {
  return valueOf(info, 'maxmemory') === '0' || valueOf(info, 'maxmemory_policy') === 'noeviction';
}

function valueOf(info: string, name: string): string | undefined {
  const line = info.split('\r\n').find((each) => each.startsWith(`${name}:`));
  return line?.slice(name.length + 1);
}

/** What a failed command means to a caller. */
export function redisFault(error: unknown): AiError {
  if (AiError.is(error)) return error;
  const message = error instanceof Error ? error.message : '';
  if (message.startsWith('OOM'))
    return new AiError('resource-exhausted', 'the Redis server is full; raise maxmemory', { cause: error });
  return new AiError('unavailable', 'the Redis server did not answer; it is not known whether it did what was asked', {
    cause: error,
  });
}

/** A command that was sent cannot be taken back: only the waiting for it ends. */
export function untilAborted<R>(work: Promise<R>, signal: AbortSignal | undefined): Promise<R> {
  if (signal === undefined) return work;
  return new Promise((resolve, reject) => {
    const onAbort = (): void => {
      reject(abortedError(signal));
    };
    signal.addEventListener('abort', onAbort, { once: true });
    work.then(resolve, reject).finally(() => {
      signal.removeEventListener('abort', onAbort);
    });
  });
}

/** Lets go of a connection, after what was sent when the server is there. */
export async function disconnectRedis(client: Redis): Promise<void> {
  if (client.status === 'ready') await client.quit().catch(() => undefined);
  client.disconnect();
}
