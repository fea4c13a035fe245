import { abortedError, type Clock, type JsonValue } from '@org/ai-core';
import type { JobEntry, JobTable } from './job-table.ts';
import type { JobHandler, JobOutcome, QueueWorker } from './queue.ts';

/** What a worker of this process works with. */
export interface LocalWorkerParts {
  readonly handler: JobHandler;
  readonly table: JobTable;
  readonly clock: Clock;
  readonly concurrency: number;
  /** Puts a state on record, then into the table. */
  readonly record: (entry: JobEntry) => Promise<void>;
  readonly failed: (entry: JobEntry, error: unknown) => JobEntry;
  readonly onFault: (error: unknown) => void;
  readonly onClosed: () => void;
}

/** A worker that is told when there may be something to do. */
export interface LocalWorker extends QueueWorker {
  wake(): void;
}

/** Pause before a job is tried again whose state could not be put on record. */
const faultPauseMs = 1_000;

/** Starts taking jobs from a table. */
export function startLocalWorker(parts: LocalWorkerParts): LocalWorker {
  const { table, clock, concurrency } = parts;
  const running = new Set<Promise<void>>();
  const stop = new AbortController();
  const giveBack = new AbortController();
  let alarm: AbortController | undefined;
  let closing: Promise<void> | undefined;

  const runOne = async (entry: JobEntry): Promise<void> => {
    try {
      await parts.record(entry);
      await parts.record(await after(entry));
    } catch (error) {
      // The store takes nothing more: the job is not lost, and another opening finds it.
      table.put({ ...entry, state: 'waiting', dueMs: clock.epochMs() + faultPauseMs });
      parts.onFault(error);
    }
  };
  const after = async (entry: JobEntry): Promise<JobEntry> => {
    const { id, attempts: attempt } = entry;
    const { signal } = giveBack;
    try {
      if (signal.aborted) throw abortedError(signal);
      const outcome = await parts.handler({ id, payload: JSON.parse(entry.json) as JsonValue, attempt, signal });
      return afterOutcome(entry, outcome, clock.epochMs());
    } catch (error) {
      if (signal.aborted) return { ...entry, state: 'waiting' };
      return parts.failed(entry, error);
    }
  };
  const wake = (): void => {
    alarm?.abort();
    alarm = undefined;
    while (!stop.signal.aborted && running.size < concurrency) {
      const entry = table.due(clock.epochMs());
      if (entry === undefined) break;
      const taken: JobEntry = { ...entry, state: 'active', attempts: entry.attempts + 1 };
      table.put(taken);
      const run = runOne(taken).finally(() => {
        running.delete(run);
        wake();
      });
      running.add(run);
    }
    if (!stop.signal.aborted && running.size < concurrency) sleepUntilDue();
  };
  const sleepUntilDue = (): void => {
    const dueMs = table.nextDueMs();
    if (dueMs === undefined) return;
    const own = new AbortController();
    alarm = own;
    clock.sleep(Math.max(1, dueMs - clock.epochMs()), own.signal).then(wake, () => undefined);
  };
  const settled = async (): Promise<void> => {
    while (running.size > 0) await Promise.allSettled(running);
  };
  const close = async (graceMs: number | undefined): Promise<void> => {
    stop.abort();
    alarm?.abort();
    if (graceMs !== undefined && running.size > 0) {
      const finished = new AbortController();
      const grace = clock.sleep(graceMs, finished.signal).then(
        () => {
          giveBack.abort();
        },
        () => undefined,
      );
      await Promise.race([settled(), grace]);
      finished.abort();
    }
    await settled();
    parts.onClosed();
  };
  return {
    wake,
    close: (options = {}) => (closing ??= close(options.graceMs)),
    [Symbol.asyncDispose]: () => (closing ??= close(undefined)),
  };
}

function afterOutcome(entry: JobEntry, outcome: JobOutcome, nowMs: number): JobEntry {
  if (outcome.kind === 'done') return { ...entry, state: 'done', reason: undefined };
  if (outcome.kind === 'dead') return { ...entry, state: 'dead', reason: outcome.reason };
  return { ...entry, state: 'waiting', dueMs: nowMs + outcome.afterMs };
}
