import { normalCdf, normalQuantile } from '../distribution/normal.ts';
import { createRandom } from '../random/random.ts';
import { requireLevel, requireNumber, requireValues } from './check.ts';
import type { Interval } from './interval.ts';
import { mean } from './mean.ts';

/** How a bootstrap is run. */
export interface BootstrapOptions {
  /** @defaultValue 0.95 */
  readonly level?: number | undefined;
  /** @defaultValue 10,000 */
  readonly resamples?: number | undefined;
  /** The same seed gives the same interval. @defaultValue 1 */
  readonly seed?: number | undefined;
  /** What is estimated from a sample. @defaultValue the mean */
  readonly statistic?: ((sample: Float64Array) => number) | undefined;
}

/**
 * Bias-corrected and accelerated bootstrap interval (Efron 1987): second-order accurate, for skewed scores and for statistics without a formula.
 * Takes `resamples × values.length` steps.
 *
 * @throws RangeError with fewer than 2 values, a value that is not finite, or an option out of range
 */
export function bcaInterval(values: ArrayLike<number>, options: BootstrapOptions = {}): Interval {
  const { level = 0.95, resamples = 10_000, seed = 1, statistic = mean } = options;
  requireValues('values', values, 2);
  requireLevel(level);
  requireNumber(
    'resamples',
    resamples,
    Number.isSafeInteger(resamples) && resamples >= 100,
    'a whole number of at least 100',
  );
  const data = Float64Array.from(values);
  const random = createRandom(seed);
  const sample = new Float64Array(data.length);
  const distribution = new Float64Array(resamples);
  for (let round = 0; round < resamples; round++) {
    for (let index = 0; index < sample.length; index++) sample[index] = data[random.integer(data.length)] ?? 0;
    distribution[round] = statistic(sample);
  }
  return bcaFromDistribution(statistic(data), distribution, jackknife(data, statistic), level);
}

function jackknife(data: Float64Array, statistic: (sample: Float64Array) => number): Float64Array {
  const rest = data.slice(1);
  return Float64Array.from(data, (_value, index) => {
    const result = statistic(rest);
    // The next round leaves out the following value: the gap moves one place to the right.
    if (index < rest.length) rest[index] = data[index] ?? 0;
    return result;
  });
}

/** The BCa bounds from a statistic, its bootstrap distribution and its jackknife values; apart, so that it can be held against another implementation. */
export function bcaFromDistribution(
  estimate: number,
  distribution: Float64Array,
  jackknifed: Float64Array,
  level: number,
): Interval {
  const sorted = distribution.slice().sort();
  let below = 0;
  for (const value of sorted) below += value < estimate ? 1 : value === estimate ? 0.5 : 0;
  if (sorted[0] === sorted.at(-1)) {
    return { estimate, low: sorted[0] ?? estimate, high: sorted[0] ?? estimate, level, method: 'bca' };
  }
  const bias = normalQuantile(clamp(below / sorted.length, sorted.length));
  const centre = mean(jackknifed);
  let [squares, cubes] = [0, 0];
  for (const value of jackknifed) {
    squares += (centre - value) ** 2;
    cubes += (centre - value) ** 3;
  }
  const acceleration = squares === 0 ? 0 : cubes / (6 * squares ** 1.5);
  const bound = (p: number): number => {
    const z = bias + normalQuantile(p);
    return quantile(sorted, normalCdf(bias + z / (1 - acceleration * z)));
  };
  const alpha = (1 - level) / 2;
  return { estimate, low: bound(alpha), high: bound(1 - alpha), level, method: 'bca' };
}

/** Keeps the bias finite when the estimate lies outside the whole distribution. */
function clamp(share: number, count: number): number {
  return Math.min(Math.max(share, 0.5 / count), 1 - 0.5 / count);
}

/** Quantile of sorted values with linear interpolation (type 7 of Hyndman and Fan 1996). */
function quantile(sorted: Float64Array, p: number): number {
  const position = p * (sorted.length - 1);
  const index = Math.floor(position);
  const low = sorted[index] ?? Number.NaN;
  const high = sorted[Math.min(index + 1, sorted.length - 1)] ?? low;
  return low + (high - low) * (position - index);
}
