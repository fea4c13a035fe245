import type { Interval } from '@org/ai-core';
import { normalQuantile } from '@org/ai-stats';

/**
 * Cases that would put the interval on one side of the limit if the estimate stayed as it is; undefined when it equals the limit.
 * For Wilson by its definition as the inversion of the score test: |p − limit| >= z sqrt(limit (1 − limit) / n); otherwise the bound's distance shrinks with the root of n.
 */
export function neededCases(interval: Interval, limit: number, cases: number): number | undefined {
  const { estimate, low, high, level, method } = interval;
  const distance = Math.abs(estimate - limit);
  if (distance < 1e-9) return undefined;
  if (method.startsWith('wilson')) {
    const z = normalQuantile(1 - (1 - level) / 2);
    return Math.max(cases + 1, Math.ceil((z * z * limit * (1 - limit)) / (distance * distance)));
  }
  const reach = estimate > limit ? estimate - low : high - estimate;
  return Math.max(cases + 1, Math.ceil(cases * (reach / distance) ** 2));
}
