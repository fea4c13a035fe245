import { abortedError, systemClock, type JsonValue } from '@org/ai-core';
import { DelayedError, UnrecoverableError, WaitingError, Worker, type Job } from 'bullmq';
import type { Redis } from 'ioredis';
import { backoffAfter, reasonOf } from '../queue/checked-job.ts';
import type { JobHandler, QueueWorker } from '../queue/queue.ts';

/** What a worker needs besides its handler. */
export interface BullmqWorkerParts {
  readonly name: string;
  readonly prefix: string;
  /** Of its own: it is closed with the worker. */
  readonly connection: Redis;
  readonly leaseMs: number;
  readonly concurrency: number;
  readonly maxAttempts: number;
  readonly backoffMs: number;
  readonly onFault: (error: unknown) => void;
  readonly onClosed: () => void;
}

/** Milliseconds between tries while the server cannot be reached. */
const retryMs = 1_000;
const idlePollMs = 20;

/** Starts a worker. */
export function startBullmqWorker(handler: JobHandler, parts: BullmqWorkerParts): QueueWorker {
  const { name, prefix, connection, leaseMs, concurrency, maxAttempts, backoffMs } = parts;
  /** By job: what takes it out of the handler's hands. */
  const inHand = new Map<string, AbortController>();
  let isGivingBack = false;
  let closing: Promise<void> | undefined;

  const deliver = async (job: Job<{ json: string }>, token?: string): Promise<void> => {
    const id = job.id ?? '';
    const taken = new AbortController();
    inHand.set(id, taken);
    try {
      const payload = JSON.parse(job.data.json) as JsonValue;
      if (isGivingBack) throw abortedError(AbortSignal.abort());
      const outcome = await handler({ id, payload, attempt: job.attemptsStarted, signal: taken.signal });
      if (outcome.kind === 'done') return;
      if (outcome.kind === 'dead') throw new UnrecoverableError(outcome.reason);
      await job.moveToDelayed(Date.now() + outcome.afterMs, token);
      throw new DelayedError();
    } catch (error) {
      if (error instanceof DelayedError || error instanceof UnrecoverableError) throw error;
      if (isGivingBack) {
        await job.moveToWait(token);
        throw new WaitingError();
      }
      // What a stranger's error says may be somebody's data.
      throw new Error(reasonOf(error), { cause: error });
    } finally {
      inHand.delete(id);
    }
  };
  const worker = new Worker<{ json: string }>(name, deliver, {
    connection,
    prefix,
    concurrency,
    lockDuration: leaseMs,
    stalledInterval: leaseMs,
    maxStalledCount: maxAttempts - 1,
    runRetryDelay: retryMs,
    settings: { backoffStrategy: (failures: number) => backoffAfter(failures, backoffMs) },
  });
  worker.on('error', parts.onFault);
  worker.on('lockRenewalFailed', (ids: readonly string[]) => {
    for (const id of ids) inHand.get(id)?.abort();
  });
  const giveBack = (): void => {
    isGivingBack = true;
    for (const taken of inHand.values()) taken.abort();
  };
  const close = async (graceMs: number | undefined): Promise<void> => {
    const timer = graceMs === undefined ? undefined : setTimeout(giveBack, graceMs);
    try {
      // With nobody to tell, what is in hand is finished for nothing: its lease runs out.
      if (connection.status !== 'ready') {
        await worker.pause(true);
        while (inHand.size > 0) await systemClock.sleep(idlePollMs);
        await worker.close(true);
      } else await worker.close();
    } finally {
      clearTimeout(timer);
    }
    connection.disconnect();
    parts.onClosed();
  };
  return {
    close: (options = {}) => (closing ??= close(options.graceMs)),
    [Symbol.asyncDispose]: () => (closing ??= close(undefined)),
  };
}
