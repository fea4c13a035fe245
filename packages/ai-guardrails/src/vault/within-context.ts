import { abortedError, contextSignal, type CallContext, type Clock } from '@org/ai-core';

/** Does work that waits, until it is done or nobody waits for it any more. */
export type Within = <R>(work: (signal: AbortSignal | undefined) => Promise<R>) => Promise<R>;

/** Within the deadline of a call, and until its caller cancels: a store that hangs is left behind. */
export function withinContext(context: CallContext, clock: Clock): Within {
  return async (work) => {
    const limit = contextSignal(context, clock);
    const { signal } = limit;
    const stop = new AbortController();
    try {
      const over = new Promise<never>((_, reject) => {
        const cancel = (): void => reject(abortedError(signal));
        if (signal.aborted) cancel();
        else signal.addEventListener('abort', cancel, { once: true, signal: stop.signal });
      });
      return await Promise.race([work(signal), over]);
    } finally {
      stop.abort();
      limit[Symbol.dispose]();
    }
  };
}
