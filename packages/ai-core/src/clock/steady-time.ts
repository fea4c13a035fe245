import type { Clock } from '../contracts/ports.ts';

/** Milliseconds since 1970 that never go back. */
export interface SteadyTime {
  nowMs(): number;
  /** Takes note of a time that was seen elsewhere, in a file for instance: it is never before that again. */
  atLeast(epochMs: number): void;
}

/**
 * Time for expiries: the wall clock, but when that is set back, time goes on from where it was at the pace of the
 * monotonic clock. What has expired stays expired, and what lives does not live longer.
 *
 * @example
 * ```ts
 * import { createSteadyTime, systemClock } from '@org/ai-core';
 *
 * const time = createSteadyTime(systemClock);
 * const expiresMs = time.nowMs() + 60_000;
 * console.log(expiresMs <= time.nowMs());
 * ```
 */
export function createSteadyTime(clock: Clock): SteadyTime {
  let latestMs = -Infinity;
  let readMs = clock.monotonicMs();
  const nowMs = (): number => {
    const monotonicMs = clock.monotonicMs();
    latestMs = Math.max(clock.epochMs(), latestMs + Math.max(0, monotonicMs - readMs));
    readMs = monotonicMs;
    return latestMs;
  };
  return {
    nowMs,
    atLeast(epochMs) {
      latestMs = Math.max(nowMs(), epochMs);
    },
  };
}
