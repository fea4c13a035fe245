import { AiError } from '@org/ai-core';
import { Queue as BullQueue } from 'bullmq';
import type { Redis, RedisOptions } from 'ioredis';
import { checkConcurrency, checkJobs, checkSettings } from '../queue/checked-job.ts';
import type { JobInfo, Queue, QueueSettings, QueueWorker } from '../queue/queue.ts';
import { connectRedis, disconnectRedis, redisFault, untilAborted } from '../redis/connection.ts';
import { startBullmqWorker } from './bullmq-worker.ts';

/** Where a queue on Redis is, and how often its jobs are tried. Every process must open it with the same settings. */
export interface BullmqQueueOptions extends QueueSettings {
  /** As ioredis takes them; the queue makes connections of its own. */
  readonly connection: RedisOptions;
  /** Name of the queue: `[\w.-]{1,100}`. Put the tenant into it where tenants must not share one. */
  readonly name: string;
  /** In front of every key. @defaultValue 'ai' */
  readonly prefix?: string | undefined;
  /** Silence after which a worker is taken for dead and its job is given to another one. It renews twice in this time. @defaultValue 30_000 */
  readonly leaseMs?: number | undefined;
  /** How long jobs that are done are known, by number and in milliseconds. @defaultValue 10,000 jobs and a week */
  readonly remember?: { readonly jobs: number; readonly ms: number } | undefined;
  /** Refuse a server without an append-only file. @defaultValue true */
  readonly isDurable?: boolean | undefined;
}

const namePattern = /^[\w.-]{1,100}$/;
const weekMs = 7 * 24 * 3_600_000;

/**
 * Opens a queue on Redis, as BullMQ keeps it: workers of any number of processes share its jobs. A worker that falls silent loses its job to another one after `leaseMs`.
 * What was acknowledged is as durable as the server's append-only file (with `appendfsync everysec` a power cut may take the last second).
 *
 * @throws AiError `invalid-input`, `unsupported` when the server may evict keys or keeps no append-only file, `unavailable`
 * @example
 * ```ts
 * import { openBullmqQueue } from '@org/ai-storage/bullmq';
 *
 * const queue = await openBullmqQueue({ name: 'mail', connection: { host: '127.0.0.1', port: 6379 } });
 * await queue.add([{ id: 'welcome-17', payload: { customer: 'customer-17' } }]);
 * await queue.close();
 * ```
 */
export async function openBullmqQueue(options: BullmqQueueOptions): Promise<Queue> {
  const { name, prefix = 'ai', leaseMs = 30_000, isDurable = true } = options;
  const { remember = { jobs: 10_000, ms: weekMs } } = options;
  const settings = checkSettings(options);
  if (!namePattern.test(name))
    throw new AiError('invalid-input', 'name must be 1 to 100 letters, digits, dots, hyphens or underscores');
  if (!(leaseMs >= 100)) throw new AiError('invalid-input', 'leaseMs must be 100 milliseconds or more');
  const client = await connectRedis(options.connection, isDurable);
  const queue = new BullQueue(name, {
    connection: client,
    prefix,
    defaultJobOptions: {
      attempts: settings.maxAttempts,
      backoff: { type: 'doubling' },
      removeOnComplete: { count: remember.jobs, age: Math.ceil(remember.ms / 1_000) },
      // A stack names files, and says nothing that the reason does not.
      stackTraceLimit: 0,
    },
  });
  queue.on('error', () => undefined);
  const workers = new Set<QueueWorker>();
  let closing: Promise<void> | undefined;
  const requireOpen = (): void => {
    if (closing !== undefined)
      throw new AiError('unavailable', 'the queue is closed; open it again', { isRetryable: false });
  };
  const asked = async <R>(work: () => Promise<R>): Promise<R> => {
    requireOpen();
    return work().catch((error: unknown) => {
      throw redisFault(error);
    });
  };
  return {
    name,
    async add(jobs, { signal } = {}) {
      await Promise.resolve();
      const checked = checkJobs(jobs, signal);
      const entries = checked.map(({ id, json }) => ({ name: 'job', data: { json }, opts: { jobId: id } }));
      await asked(() => untilAborted(queue.addBulk(entries), signal));
    },
    inspect: (id) =>
      asked(async () => {
        // In this order: the other way round, a job that has just died would come without its reason.
        const state = stateOf(await queue.getJobState(id));
        const job = await queue.getJob(id);
        if (job === undefined || state === undefined) return undefined;
        const { attemptsStarted: attempts, failedReason } = job;
        return { state, attempts, ...(failedReason ? { reason: failedReason } : {}) };
      }),
    revive: (id) =>
      asked(async () => {
        const job = await queue.getJob(id);
        if (job === undefined || (await queue.getJobState(id)) !== 'failed') return false;
        await job.retry('failed', { resetAttemptsMade: true });
        return true;
      }),
    work(handler, workOptions = {}) {
      requireOpen();
      const concurrency = checkConcurrency(workOptions);
      const { onFault = (): void => undefined } = workOptions;
      const connection: Redis = client.duplicate();
      connection.on('error', () => undefined);
      const worker: QueueWorker = startBullmqWorker(handler, {
        name,
        prefix,
        connection,
        leaseMs,
        concurrency,
        onFault,
        onClosed: () => workers.delete(worker),
        ...settings,
      });
      workers.add(worker);
      return worker;
    },
    close: () =>
      (closing ??= (async () => {
        await Promise.all([...workers].map((worker) => worker.close()));
        // The connection is not the queue's own: closing it ends nothing else.
        await queue.close();
        await disconnectRedis(client);
      })()),
  };
}

function stateOf(state: string): JobInfo['state'] | undefined {
  if (state === 'unknown') return undefined;
  if (state === 'completed') return 'done';
  if (state === 'failed') return 'dead';
  return state === 'active' ? 'active' : 'waiting';
}
