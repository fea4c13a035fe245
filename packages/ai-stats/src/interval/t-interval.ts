import { studentTQuantile } from '../distribution/student-t.ts';
import { requireLevel, requireValues } from './check.ts';
import type { Interval } from './interval.ts';
import { mean } from './mean.ts';

/**
 * Interval of a mean by Student's t: for scores that are roughly symmetric, or many.
 *
 * @throws RangeError with fewer than 2 values, a value that is not finite, or a level out of range
 */
export function tInterval(values: ArrayLike<number>, level = 0.95): Interval {
  requireValues('values', values, 2);
  requireLevel(level);
  const estimate = mean(values);
  let squares = 0;
  for (const value of Array.from(values)) squares += (value - estimate) ** 2;
  const error = Math.sqrt(squares / (values.length - 1) / values.length);
  const half = studentTQuantile(1 - (1 - level) / 2, values.length - 1) * error;
  return { estimate, low: estimate - half, high: estimate + half, level, method: 't' };
}
