import { abortedError, AiError, type Clock } from '@org/ai-core';
import type { Rail } from '../rail/rail.ts';

/** A rail that never answers must not hold a call without a deadline for ever. */
const DEFAULT_TIMEOUT_MS = 10_000;

/** Waits for a rail's answer no longer than the rail's time limit and the caller's patience. */
export async function withinTime<R>(answer: R | Promise<R>, rail: Rail, clock: Clock, signal: AbortSignal): Promise<R> {
  if (!(answer instanceof Promise)) return answer;
  const stop = new AbortController();
  const tooLong = clock.sleep(rail.timeoutMs ?? DEFAULT_TIMEOUT_MS, stop.signal).then((): never => {
    throw new AiError('timeout', `rail "${rail.id}" took longer than its timeoutMs`);
  });
  tooLong.catch(() => undefined);
  const cancelled = new Promise<never>((_, reject) => {
    const cancel = (): void => reject(abortedError(signal));
    if (signal.aborted) cancel();
    else signal.addEventListener('abort', cancel, { once: true, signal: stop.signal });
  });
  cancelled.catch(() => undefined);
  try {
    return await Promise.race([answer, tooLong, cancelled]);
  } finally {
    stop.abort();
  }
}
