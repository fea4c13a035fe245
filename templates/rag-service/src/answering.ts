import { AiError } from '@org/ai-core';

/** The answers under way: how many there may be, and how they come to their end when the service stops. */
export interface Answering {
  readonly running: number;
  readonly isDraining: boolean;
  /**
   * Runs an answer. Its signal fires when the time for the end of all answers has passed.
   *
   * @throws AiError `overloaded` when there are too many, `unavailable` while draining
   */
  run<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T>;
  /** Takes no more answers, waits for those under way, and after `graceMs` stops what is left. */
  drain(graceMs: number): Promise<void>;
}

/** Makes a room for at most so many answers at a time. */
export function createAnswering(maxRunning: number): Answering {
  const stop = new AbortController();
  let running = 0;
  let isDraining = false;
  let onEmpty = (): void => undefined;
  return {
    get running() {
      return running;
    },
    get isDraining() {
      return isDraining;
    },
    async run(work) {
      if (isDraining) throw new AiError('unavailable', 'the service is stopping; ask again');
      if (running >= maxRunning) throw new AiError('overloaded', 'too many answers under way; try again');
      running++;
      try {
        return await work(stop.signal);
      } finally {
        running--;
        if (running === 0) onEmpty();
      }
    },
    async drain(graceMs) {
      isDraining = true;
      const empty = new Promise<void>((resolve) => {
        onEmpty = resolve;
        if (running === 0) resolve();
      });
      const timer = setTimeout(
        () => stop.abort(new AiError('unavailable', 'the service stopped before the answer ended')),
        graceMs,
      );
      await empty;
      clearTimeout(timer);
    },
  };
}
