import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findServices } from '../../../scripts/services.mjs';
import { openBullmqQueue } from '../src/bullmq/bullmq.ts';
import type { Queue } from '../src/index.ts';
import { openRedisKeyValue, type RedisKeyValue } from '../src/redis/redis.ts';
import { keyValueContract, queueContract, type QueueSubject } from '../src/testing/testing.ts';
import { openDoor, type Door } from './door.ts';
import { startRedis, type LocalRedis } from './local-redis.ts';

let redis: LocalRedis;
beforeAll(async () => {
  redis = await startRedis(findServices().get('redis') ?? 'redis-server');
});
afterAll(() => redis[Symbol.asyncDispose]());

const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Every opening before a crash is behind a door that the crash slams. */
function queueSubject(name: string): QueueSubject {
  let opened: Promise<Queue>[] = [];
  let door: Promise<Door> | undefined;
  return {
    open() {
      const queue = (async () => {
        const { path } = await (door ??= openDoor(redis.socket));
        return openBullmqQueue({ connection: { path }, name, maxAttempts: 3, backoffMs: 2, leaseMs: 400 });
      })();
      opened.push(queue);
      return queue;
    },
    async crash() {
      await Promise.all(opened);
      (await door)?.slam();
      opened = [];
      door = undefined;
    },
  };
}

describe('a queue on Redis', () => {
  it.each(queueContract)('$name', async ({ run }) => {
    await run(queueSubject(`contract-${randomUUID()}`));
  });
});

describe('a key-value store on Redis', () => {
  it.each(keyValueContract)('$name', async ({ run }) => {
    const store = await openRedisKeyValue({ connection: { path: redis.socket }, prefix: `${randomUUID()}:` });
    // Ten times as slow, so that a busy machine is not taken for an expiry.
    const slow: RedisKeyValue = {
      ...store,
      set: (key, value, options) =>
        store.set(key, value, { ...options, ttlMs: options?.ttlMs === undefined ? undefined : options.ttlMs * 10 }),
    };
    await run({ store: slow, pass: (ms) => wait(ms * 10) });
    await store.close();
  });
});

describe('a Redis server', () => {
  it.each([
    ['that may evict keys', ['--maxmemory', '100mb', '--maxmemory-policy', 'allkeys-lru'], 'noeviction'],
    ['without an append-only file', ['--appendonly', 'no'], 'appendonly'],
  ])('%s is refused', async (_name, settings, remedy) => {
    const other = await startRedis(findServices().get('redis') ?? 'redis-server', settings);
    await expect(openRedisKeyValue({ connection: { path: other.socket } })).rejects.toMatchObject({
      code: 'unsupported',
      message: expect.stringContaining(remedy) as string,
    });
    await expect(openBullmqQueue({ connection: { path: other.socket }, name: 'jobs' })).rejects.toMatchObject({
      code: 'unsupported',
    });
    await other[Symbol.asyncDispose]();
  });

  it('that is not there is reported', async () => {
    const connection = { path: '/nowhere/redis.sock' };
    await expect(openRedisKeyValue({ connection })).rejects.toMatchObject({ code: 'unavailable' });
  });

  it('that has gone keeps nobody from closing, and nobody with a signal waiting', async () => {
    const other = await startRedis(findServices().get('redis') ?? 'redis-server');
    const queue = await openBullmqQueue({ connection: { path: other.socket }, name: 'jobs' });
    const store = await openRedisKeyValue({ connection: { path: other.socket } });
    queue.work(() => Promise.resolve({ kind: 'done' }));
    await queue.add([{ id: 'a', payload: 1 }]);
    while ((await queue.inspect('a'))?.state !== 'done') await wait(5);
    await other[Symbol.asyncDispose]();
    const stop = new AbortController();
    const waiting = [
      queue.add([{ id: 'b', payload: 1 }], { signal: stop.signal }),
      store.set('a', new Uint8Array(1), { signal: stop.signal }),
      store.get('a', { signal: stop.signal }),
    ];
    stop.abort();
    for (const each of waiting) await expect(each).rejects.toMatchObject({ code: 'aborted' });
    await store.close();
    await queue.close();
  });

  it('that is full refuses new entries and keeps the others', async () => {
    const other = await startRedis(findServices().get('redis') ?? 'redis-server', ['--maxmemory', '3mb']);
    const store = await openRedisKeyValue({ connection: { path: other.socket } });
    const value = new Uint8Array(100_000);
    const kept: string[] = [];
    const fill = async (): Promise<void> => {
      for (let index = 0; index < 100; index++) {
        await store.set(`key-${String(index)}`, value);
        kept.push(`key-${String(index)}`);
      }
    };
    await expect(fill()).rejects.toMatchObject({ code: 'resource-exhausted' });
    for (const key of kept) expect((await store.get(key))?.value.length).toBe(100_000);
    await store.close();
    await other[Symbol.asyncDispose]();
  });

  it('that is killed and started again has what it acknowledged, and workers go on', async () => {
    const name = `crash-${randomUUID()}`;
    const open = (): Promise<Queue> =>
      openBullmqQueue({ connection: { path: redis.socket }, name, leaseMs: 1_000, maxAttempts: 5 });
    const queue = await open();
    const store = await openRedisKeyValue({ connection: { path: redis.socket }, prefix: `${name}:` });
    const ids = Array.from({ length: 40 }, (_, index) => `job-${String(index)}`);
    await queue.add(ids.map((id) => ({ id, payload: id })));
    await store.set('a', Uint8Array.of(1));
    let begun = 0;
    let crashed: Promise<void> | undefined;
    const worker = queue.work(
      async () => {
        begun++;
        if (begun === 15) crashed = redis.crash();
        await wait(5);
        return { kind: 'done' };
      },
      { concurrency: 3 },
    );
    for (const id of ids) while ((await queue.inspect(id))?.state !== 'done') await wait(20);
    expect(crashed).toBeDefined();
    expect(begun).toBeGreaterThanOrEqual(40);
    expect((await store.get('a'))?.value).toEqual(Uint8Array.of(1));
    await worker.close();
    await queue.close();
    await store.close();
  });
});
