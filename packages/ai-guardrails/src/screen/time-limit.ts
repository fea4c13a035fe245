import { abortedError, AiError, type Clock } from '@org/ai-core';
import type { Rail } from '../rail/rail.ts';

/** A rail that never answers must not hold a call without a deadline for ever. */
const DEFAULT_TIMEOUT_MS = 10_000;

/** Waits for a rail's answer no longer than the rail's time limit and the caller's patience. */
export async function withinTime<R>(answer: R | Promise<R>, rail: Rail, clock: Clock, signal: AbortSignal): Promise<R> {
  if (!(answer instanceof Promise)) return answer;
  if (await settlesAtOnce(answer)) return throwIfAborted(signal, answer);
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

const TURNS = 4;

/** Whether an answer is there within a few turns of the microtask queue: then it needs neither a timer nor a listener. */
async function settlesAtOnce(answer: Promise<unknown>): Promise<boolean> {
  const state = { isSettled: false };
  const settle = (): void => void (state.isSettled = true);
  answer.then(settle, settle);
  for (let turn = 0; turn < TURNS && !state.isSettled; turn++) await Promise.resolve();
  return state.isSettled;
}

function throwIfAborted<R>(signal: AbortSignal, answer: Promise<R>): Promise<R> {
  if (signal.aborted) throw abortedError(signal);
  return answer;
}
