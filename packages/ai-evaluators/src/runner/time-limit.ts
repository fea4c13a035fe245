import { abortedError, AiError, type Clock } from '@org/ai-core';

/** Gives each piece of work of a run the same time. */
export interface TimeLimit extends Disposable {
  /**
   * Runs work with a signal that fires when its time is over or the run is stopped, and does not wait for work that ignores it.
   *
   * @throws AiError `timeout`, `aborted`, and what the work throws
   */
  run<Result>(work: (signal: AbortSignal) => Result | Promise<Result>): Promise<Result>;
}

interface Running {
  readonly deadlineMs: number;
  readonly giveUp: (error: AiError) => void;
}

/** One timer and one listener for the whole run: making them for each call costs more than a short call itself. */
export function createTimeLimit(options: {
  readonly clock: Clock;
  readonly timeoutMs: number;
  readonly stop: AbortSignal;
}): TimeLimit {
  const { clock, timeoutMs, stop } = options;
  // In order of their deadlines, because all have the same time.
  const running = new Set<Running>();
  const finished = new AbortController();
  let isWatching = false;

  const watch = async (): Promise<void> => {
    isWatching = true;
    for (let [oldest] = running; oldest !== undefined; [oldest] = running) {
      const leftMs = oldest.deadlineMs - clock.monotonicMs();
      if (leftMs > 0) await clock.sleep(leftMs, finished.signal);
      else {
        running.delete(oldest);
        const message = `the call took longer than ${timeoutMs} ms; raise timeoutMs or look at the task`;
        oldest.giveUp(new AiError('timeout', message));
      }
    }
    isWatching = false;
  };
  const onStop = (): void => {
    for (const { giveUp } of running) giveUp(abortedError(stop));
  };
  stop.addEventListener('abort', onStop, { once: true });

  return {
    async run(work) {
      if (stop.aborted) throw abortedError(stop);
      const controller = new AbortController();
      const result = work(controller.signal);
      // Most scorers answer at once: they need no watch.
      if (!(result instanceof Promise)) return result;
      const { promise: interrupted, reject } = Promise.withResolvers<never>();
      const entry: Running = {
        deadlineMs: clock.monotonicMs() + timeoutMs,
        giveUp(error) {
          controller.abort(error);
          reject(error);
        },
      };
      running.add(entry);
      // The sleep is cut short when the run ends.
      if (!isWatching) watch().catch(() => undefined);
      try {
        return await Promise.race([result, interrupted]);
      } finally {
        running.delete(entry);
      }
    },
    [Symbol.dispose]() {
      stop.removeEventListener('abort', onStop);
      finished.abort();
    },
  };
}
