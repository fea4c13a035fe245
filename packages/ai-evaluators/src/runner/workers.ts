import { setImmediate } from 'node:timers/promises';
import { abortedError, type Clock } from '@org/ai-core';

/** Longest time that cases which never wait may keep the event loop. */
const sliceMs = 8;

/**
 * Works on items in order, several at a time. The first failure stops all, as the signal of `stop` does: no further item is begun, the work under way sees the signal,
 * and the failure is thrown once everything has come to rest.
 */
export async function forEachConcurrently<Item>(
  items: readonly Item[],
  options: { readonly concurrency: number; readonly stop: AbortController; readonly clock: Clock },
  work: (item: Item) => Promise<void>,
): Promise<void> {
  const { concurrency, stop, clock } = options;
  const queue = items.values();
  let sliceStartMs = clock.monotonicMs();
  let failure: { readonly error: unknown } | undefined;
  const worker = async (): Promise<void> => {
    try {
      for (const item of queue) {
        if (stop.signal.aborted) return;
        await work(item);
        if (clock.monotonicMs() - sliceStartMs < sliceMs) continue;
        await setImmediate();
        sliceStartMs = clock.monotonicMs();
      }
    } catch (error) {
      // What stopping makes the others throw is not the reason.
      if (!stop.signal.aborted) failure = { error };
      stop.abort(error);
    }
  };
  await Promise.all(Array.from({ length: Math.min(concurrency, items.length) }, worker));
  if (failure !== undefined) throw failure.error;
  if (stop.signal.aborted) throw abortedError(stop.signal);
}
