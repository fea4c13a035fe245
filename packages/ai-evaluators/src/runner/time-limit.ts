import { abortedError, AiError, type Clock } from '@org/ai-core';

/**
 * Runs work with a signal that fires when its time is over or the run is stopped, and does not wait for work that ignores it.
 *
 * @throws AiError `timeout`, `aborted`, and what the work throws
 */
export async function withTimeLimit<Result>(
  limit: { readonly clock: Clock; readonly timeoutMs: number },
  stop: AbortSignal,
  work: (signal: AbortSignal) => Result | Promise<Result>,
): Promise<Result> {
  if (stop.aborted) throw abortedError(stop);
  const controller = new AbortController();
  const result = work(controller.signal);
  // Most scorers answer at once: they need no timer.
  if (!(result instanceof Promise)) return result;
  const finished = new AbortController();
  const { promise: interrupted, reject } = Promise.withResolvers<never>();
  const giveUp = (error: AiError): void => {
    controller.abort(error);
    reject(error);
  };
  const onStop = (): void => giveUp(abortedError(stop));
  stop.addEventListener('abort', onStop, { once: true });
  limit.clock.sleep(limit.timeoutMs, finished.signal).then(
    () =>
      giveUp(
        new AiError('timeout', `the call took longer than ${limit.timeoutMs} ms; raise timeoutMs or look at the task`),
      ),
    // The work came to an end first.
    () => undefined,
  );
  try {
    return await Promise.race([result, interrupted]);
  } finally {
    stop.removeEventListener('abort', onStop);
    finished.abort();
  }
}
