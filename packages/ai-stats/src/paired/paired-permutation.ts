import { requireNumber } from '../interval/check.ts';
import { mean } from '../interval/mean.ts';
import { createRandom } from '../random/random.ts';
import { differences, type PairedScores } from './differences.ts';

/** How a permutation test is run. */
export interface PermutationOptions {
  /** Random sign patterns when there are too many to try all. @defaultValue 10,000 */
  readonly resamples?: number | undefined;
  /** @defaultValue 1 */
  readonly seed?: number | undefined;
}

/** The outcome of a two-sided test. */
export interface TestResult {
  /** Mean of candidate − baseline. */
  readonly estimate: number;
  /** Probability of a mean difference at least this far from 0 if the two were alike. */
  readonly pValue: number;
  readonly method: 'paired-permutation-exact' | 'paired-permutation';
}

const mostExactCases = 16;

/**
 * Two-sided sign-flip test of the mean difference (Fisher 1935): exact over all 2^n patterns up to 16 differing cases, else sampled, with the observed pattern counted (Phipson and Smyth 2010).
 *
 * @throws RangeError when the lists differ in length, are empty, or hold a value that is not finite
 */
export function pairedPermutation(scores: PairedScores, options: PermutationOptions = {}): TestResult {
  const { resamples = 10_000, seed = 1 } = options;
  requireNumber(
    'resamples',
    resamples,
    Number.isSafeInteger(resamples) && resamples >= 100,
    'a whole number of at least 100',
  );
  const all = differences(scores, 1);
  const estimate = mean(all);
  // Cases without a difference add nothing whatever their sign.
  const changed = all.filter((value) => value !== 0);
  const observed = Math.abs(signedSum(changed, () => false));
  // Sums of the same numbers in another order of signs differ by rounding; such ties count as at least as far.
  const limit = observed - 1e-12 * changed.reduce((sum, value) => sum + Math.abs(value), 0);
  if (changed.length <= mostExactCases) {
    const patterns = 2 ** changed.length;
    let asFar = 0;
    for (let pattern = 0; pattern < patterns; pattern++) {
      if (Math.abs(signedSum(changed, (index) => ((pattern >> index) & 1) === 1)) >= limit) asFar++;
    }
    return { estimate, pValue: asFar / patterns, method: 'paired-permutation-exact' };
  }
  const random = createRandom(seed);
  let asFar = 1;
  for (let round = 0; round < resamples; round++) {
    if (Math.abs(signedSum(changed, () => random.next() < 0.5)) >= limit) asFar++;
  }
  return { estimate, pValue: asFar / (resamples + 1), method: 'paired-permutation' };
}

function signedSum(values: Float64Array, isFlipped: (index: number) => boolean): number {
  let sum = 0;
  for (let index = 0; index < values.length; index++)
    sum += isFlipped(index) ? -(values[index] ?? 0) : (values[index] ?? 0);
  return sum;
}
