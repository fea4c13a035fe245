import { bcaInterval, type BootstrapOptions } from '../interval/bca.ts';
import type { Interval } from '../interval/interval.ts';
import { differences, type PairedScores } from './differences.ts';

/**
 * BCa interval of the mean difference candidate − baseline over the same cases: how much better or worse a change made it.
 *
 * @throws RangeError when the lists differ in length, are shorter than 2, or hold a value that is not finite
 * @example
 * ```ts
 * import { pairedBootstrap } from '@org/ai-stats';
 *
 * const change = pairedBootstrap({ baseline: [0, 1, 1, 0, 1], candidate: [1, 1, 1, 0, 1] }, { seed: 7 });
 * const isWorse = change.high < 0;
 * ```
 */
export function pairedBootstrap(scores: PairedScores, options: Omit<BootstrapOptions, 'statistic'> = {}): Interval {
  return { ...bcaInterval(differences(scores, 2), options), method: 'paired-bca' };
}
