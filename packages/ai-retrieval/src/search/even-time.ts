import { setImmediate } from 'node:timers/promises';
import type { Clock } from '@org/ai-core';

// Timers are a millisecond or two late; the rest is waited for in turns of the event loop.
const timerSlackMs = 2;

/**
 * Runs work and hands its outcome over, a failure too, at a multiple of `gridMs` after its beginning (predictive mitigation: Zhang, Askarov and Myers 2011, with a fixed quantum).
 * What the work's time would tell is rounded away, at the price of half a quantum on average.
 */
export async function onGrid<R>(clock: Clock, gridMs: number, work: () => Promise<R>): Promise<R> {
  if (gridMs === 0) return work();
  const started = clock.monotonicMs();
  try {
    return await work();
  } finally {
    const elapsed = clock.monotonicMs() - started;
    const until = started + Math.ceil(elapsed / gridMs) * gridMs;
    for (let left = until - clock.monotonicMs(); left > 0; left = until - clock.monotonicMs()) {
      if (left > timerSlackMs) await clock.sleep(left - timerSlackMs);
      else await setImmediate();
    }
  }
}
