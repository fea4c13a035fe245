import { abortedError, AiError, type Clock } from '@org/ai-core';
import type { Rail } from '../rail/rail.ts';

/** Waits for a rail's answer no longer than the rail's time limit and the caller's patience. */
export async function withinTime<R>(answer: R | Promise<R>, rail: Rail, clock: Clock, signal: AbortSignal): Promise<R> {
  if (!(answer instanceof Promise)) return answer;
  const stop = new AbortController();
  const contenders: Promise<R>[] = [answer];
  if (rail.timeoutMs !== undefined) {
    const tooLong = clock.sleep(rail.timeoutMs, stop.signal).then((): never => {
      throw new AiError('timeout', `rail "${rail.id}" took longer than its timeoutMs`);
    });
    tooLong.catch(() => undefined);
    contenders.push(tooLong);
  }
  const cancelled = new Promise<never>((_, reject) => {
    const cancel = (): void => reject(abortedError(signal));
    if (signal.aborted) cancel();
    else signal.addEventListener('abort', cancel, { once: true, signal: stop.signal });
  });
  cancelled.catch(() => undefined);
  contenders.push(cancelled);
  try {
    return await Promise.race(contenders);
  } finally {
    stop.abort();
  }
}
