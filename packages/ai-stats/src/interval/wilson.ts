import { normalQuantile } from '../distribution/normal.ts';
import { requireLevel, requireNumber } from './check.ts';
import type { Interval } from './interval.ts';

/**
 * Interval of a proportion from `successes` out of `total` (Wilson 1927, without continuity correction): good for small counts and for 0 % and 100 %.
 *
 * @throws RangeError when a count or the level is out of range
 * @example
 * ```ts
 * import { wilsonInterval } from '@org/ai-stats';
 *
 * const { low } = wilsonInterval(95, 100); // 0.888: what a gate compares with its limit
 * ```
 */
export function wilsonInterval(successes: number, total: number, level = 0.95): Interval {
  requireNumber('total', total, Number.isSafeInteger(total) && total >= 1, 'a whole number of at least 1');
  requireNumber(
    'successes',
    successes,
    Number.isSafeInteger(successes) && successes >= 0 && successes <= total,
    `a whole number from 0 to ${total}`,
  );
  requireLevel(level);
  const z = normalQuantile(1 - (1 - level) / 2);
  const estimate = successes / total;
  const denominator = 1 + (z * z) / total;
  const centre = (estimate + (z * z) / (2 * total)) / denominator;
  const half = (z / denominator) * Math.sqrt((estimate * (1 - estimate)) / total + (z * z) / (4 * total * total));
  return {
    estimate,
    low: successes === 0 ? 0 : Math.max(0, centre - half),
    high: successes === total ? 1 : Math.min(1, centre + half),
    level,
    method: 'wilson',
  };
}
