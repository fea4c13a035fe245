import { abortedError } from '@org/ai-core';

/** The same items, but a source that hangs does not outlive the signal. */
export async function* untilAborted<T>(source: AsyncIterable<T> | Iterable<T>, signal: AbortSignal): AsyncGenerator<T> {
  const iterator = Symbol.asyncIterator in source ? source[Symbol.asyncIterator]() : source[Symbol.iterator]();
  const stop = new AbortController();
  const cancelled = new Promise<never>((_, reject) => {
    const cancel = (): void => reject(abortedError(signal));
    if (signal.aborted) cancel();
    else signal.addEventListener('abort', cancel, { once: true, signal: stop.signal });
  });
  cancelled.catch(() => undefined);
  let isOver = false;
  try {
    while (true) {
      const next = await Promise.race([Promise.resolve(iterator.next()), cancelled]);
      if (next.done === true) {
        isOver = true;
        return;
      }
      yield next.value;
    }
  } finally {
    stop.abort();
    // A source that hangs may never settle its return, so nobody waits for it.
    if (!isOver) Promise.resolve(iterator.return?.()).catch(() => undefined);
  }
}
