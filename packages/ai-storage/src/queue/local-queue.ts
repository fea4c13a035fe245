import { AiError, systemClock, type Clock } from '@org/ai-core';
import { backoffAfter, checkConcurrency, checkJobs, checkSettings, reasonOf } from './checked-job.ts';
import { createJobTable, type JobEntry, type JobTable } from './job-table.ts';
import { startLocalWorker, type LocalWorker } from './local-worker.ts';
import type { Queue, QueueSettings } from './queue.ts';

/** Puts states of jobs on record, and then into the table: what a crash would forget never counts. */
export interface JobRecords {
  write(entries: readonly JobEntry[], signal?: AbortSignal): Promise<void>;
  close(): Promise<void>;
}

/** What a queue of this process is made from. */
export interface LocalQueueOptions extends QueueSettings {
  readonly name?: string | undefined;
  readonly clock?: Clock | undefined;
}

/** Makes a queue whose workers are in this process. */
export function createLocalQueue(options: LocalQueueOptions, table: JobTable, records: JobRecords): Queue {
  const { name = 'local', clock = systemClock } = options;
  const settings = checkSettings(options);
  const workers = new Set<LocalWorker>();
  const beingAdded = new Map<string, Promise<void>>();
  let closing: Promise<void> | undefined;

  const requireOpen = (): void => {
    if (closing !== undefined)
      throw new AiError('unavailable', 'the queue is closed; open it again', { isRetryable: false });
  };
  const wake = (): void => {
    for (const worker of workers) worker.wake();
  };
  const settle = async (entry: JobEntry): Promise<void> => {
    await records.write([entry]);
    wake();
  };
  const close = async (): Promise<void> => {
    await Promise.all([...workers].map((worker) => worker.close()));
    await records.close();
  };

  return {
    name,
    async add(jobs, addOptions = {}) {
      await Promise.resolve();
      const checked = checkJobs(jobs, addOptions.signal);
      requireOpen();
      const fresh = new Map<string, JobEntry>();
      const others: Promise<void>[] = [];
      for (const { id, json } of checked) {
        const adding = beingAdded.get(id);
        if (adding !== undefined) others.push(adding);
        else if (table.get(id) === undefined && !fresh.has(id))
          fresh.set(id, { id, json, state: 'waiting', attempts: 0, failures: 0, losses: 0, dueMs: 0 });
      }
      const entries = [...fresh.values()];
      const written = entries.length === 0 ? Promise.resolve() : records.write(entries, addOptions.signal);
      for (const id of fresh.keys()) beingAdded.set(id, written);
      try {
        await written;
      } finally {
        for (const id of fresh.keys()) beingAdded.delete(id);
      }
      wake();
      await Promise.all(others);
    },
    async inspect(id) {
      await Promise.resolve();
      requireOpen();
      const entry = table.get(id);
      if (entry === undefined) return undefined;
      const { state, attempts, reason } = entry;
      return { state, attempts, ...(reason !== undefined && { reason }) };
    },
    async revive(id) {
      await Promise.resolve();
      requireOpen();
      const entry = table.get(id);
      if (entry?.state !== 'dead') return false;
      await settle({ ...entry, state: 'waiting', failures: 0, losses: 0, dueMs: 0 });
      return true;
    },
    work(handler, workOptions = {}) {
      requireOpen();
      const worker = startLocalWorker({
        handler,
        table,
        clock,
        record: settle,
        concurrency: checkConcurrency(workOptions),
        onFault: workOptions.onFault ?? ((): void => undefined),
        failed: (entry, error) => failed(entry, reasonOf(error), settings, clock.epochMs()),
        onClosed: () => workers.delete(worker),
      });
      workers.add(worker);
      worker.wake();
      return worker;
    },
    close: () => (closing ??= close()),
  };
}

/** The state of a job after a failure. */
function failed(
  entry: JobEntry,
  reason: string,
  { maxAttempts, backoffMs }: { readonly maxAttempts: number; readonly backoffMs: number },
  nowMs: number,
): JobEntry {
  const failures = entry.failures + 1;
  if (failures >= maxAttempts) return { ...entry, failures, state: 'dead', reason };
  return { ...entry, failures, state: 'waiting', reason, dueMs: nowMs + backoffAfter(failures, backoffMs) };
}

/**
 * Makes a queue in memory: for tests and for work that may be lost with the process. Workers are in this process.
 *
 * @example
 * ```ts
 * import { createMemoryQueue } from '@org/ai-storage';
 *
 * const queue = createMemoryQueue({ name: 'mail' });
 * const worker = queue.work(async ({ payload }) => {
 *   console.log(payload);
 *   return Promise.resolve({ kind: 'done' });
 * });
 * await queue.add([{ id: 'welcome-17', payload: { to: 'customer-17' } }]);
 * await worker.close();
 * ```
 */
export function createMemoryQueue(options: LocalQueueOptions = {}): Queue {
  const table = createJobTable();
  const write: JobRecords['write'] = (entries) => {
    for (const entry of entries) table.put(entry);
    return Promise.resolve();
  };
  return createLocalQueue(options, table, { write, close: () => Promise.resolve() });
}
