import { abortedError } from '@org/ai-core';

/** The promise's outcome, or the signal's reason as an error as soon as it fires: a port that does not listen holds nobody up. */
export async function untilDone<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  if (signal.aborted) {
    work.catch(() => undefined);
    throw abortedError(signal);
  }
  const { promise: stopped, reject } = Promise.withResolvers<never>();
  const onAbort = (): void => {
    reject(abortedError(signal));
  };
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    return await Promise.race([work, stopped]);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}
