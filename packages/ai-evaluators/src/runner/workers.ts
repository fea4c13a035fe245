import { setImmediate } from 'node:timers/promises';
import { abortedError, type Clock } from '@org/ai-core';

/** Longest time that cases which never wait may keep the event loop. */
const sliceMs = 8;

/**
 * Works on items in order, several at a time. The first failure or a firing signal stops all: no further item is begun, the work under way is told by its signal, and the failure is thrown
 * once everything has come to rest.
 */
export async function forEachConcurrently<Item>(
  items: readonly Item[],
  options: {
    readonly concurrency: number;
    readonly signals: readonly (AbortSignal | undefined)[];
    readonly clock: Clock;
  },
  work: (item: Item, stop: AbortSignal) => Promise<void>,
): Promise<void> {
  const { concurrency, clock } = options;
  const failed = new AbortController();
  const given = options.signals.filter((signal) => signal !== undefined);
  const stop = AbortSignal.any([failed.signal, ...given]);
  const queue = items.values();
  let sliceStartMs = clock.monotonicMs();
  const worker = async (): Promise<void> => {
    for (const item of queue) {
      if (stop.aborted) return;
      await work(item, stop);
      if (clock.monotonicMs() - sliceStartMs < sliceMs) continue;
      await setImmediate();
      sliceStartMs = clock.monotonicMs();
    }
  };
  const guarded = async (): Promise<void> => {
    try {
      await worker();
    } catch (error) {
      if (!stop.aborted) failed.abort(error);
    }
  };
  await Promise.all(Array.from({ length: Math.min(concurrency, items.length) }, guarded));
  if (failed.signal.aborted) throw failed.signal.reason;
  if (stop.aborted) throw abortedError(stop);
}
