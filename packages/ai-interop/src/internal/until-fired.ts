import { AiError } from '@org/ai-core';

/** Waits for work that may not heed its signal, no longer than the signal. @throws AiError `aborted` */
export async function untilFired<R>(signal: AbortSignal, run: () => Promise<R>): Promise<R> {
  signal.throwIfAborted();
  const stop = new AbortController();
  const fired = new Promise<never>((_, reject) => {
    const fire = (): void => reject(new AiError('aborted', 'the call was cancelled', { cause: signal.reason }));
    signal.addEventListener('abort', fire, { once: true, signal: stop.signal });
  });
  fired.catch(() => undefined);
  try {
    return await Promise.race([run(), fired]);
  } finally {
    stop.abort();
  }
}
