import { abortedError, type Clock } from '@org/ai-core';

/** A clock that moves only when a test says so. */
export interface FakeClock extends Clock {
  /** Moves time on, waking sleepers in the order of their times; work that a sleeper starts may sleep again within the same span. */
  advance(ms: number): Promise<void>;
  /** How many sleeps are pending: zero after a test means that no timer was left behind. */
  readonly sleepers: number;
}

interface Sleeper {
  readonly atMs: number;
  readonly wake: () => void;
}

/**
 * Makes a clock for tests.
 *
 * @param startEpochMs - what `epochMs()` says at first; `monotonicMs()` starts at 0. Defaults to 2026-01-01T00:00:00Z.
 * @example
 * ```ts
 * import { createFakeClock } from '@org/ai-testing';
 *
 * const clock = createFakeClock();
 * const slept = clock.sleep(1_000);
 * await clock.advance(1_000);
 * await slept;
 * ```
 */
export function createFakeClock(startEpochMs: number = Date.UTC(2026, 0, 1)): FakeClock {
  let nowMs = 0;
  const sleepers = new Set<Sleeper>();

  const earliest = (): Sleeper | undefined => {
    let first: Sleeper | undefined;
    for (const sleeper of sleepers) if (first === undefined || sleeper.atMs < first.atMs) first = sleeper;
    return first;
  };

  return {
    epochMs: () => startEpochMs + nowMs,
    monotonicMs: () => nowMs,
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        if (signal?.aborted === true) {
          reject(abortedError(signal));
          return;
        }
        const onAbort = (): void => {
          sleepers.delete(sleeper);
          if (signal !== undefined) reject(abortedError(signal));
        };
        const sleeper: Sleeper = {
          atMs: nowMs + Math.max(0, ms),
          wake: () => {
            sleepers.delete(sleeper);
            signal?.removeEventListener('abort', onAbort);
            resolve();
          },
        };
        sleepers.add(sleeper);
        signal?.addEventListener('abort', onAbort, { once: true });
      }),
    async advance(ms) {
      const untilMs = nowMs + ms;
      await settle();
      for (let next = earliest(); next !== undefined && next.atMs <= untilMs; next = earliest()) {
        nowMs = Math.max(nowMs, next.atMs);
        next.wake();
        await settle();
      }
      nowMs = untilMs;
    },
    get sleepers() {
      return sleepers.size;
    },
  };
}

/** Lets promise callbacks run to their end. */
function settle(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
