import { createRandom } from '../../packages/ai-stats/src/index.ts';

/** A claim with what was predicted: a higher score says supported. */
export interface Scored {
  readonly isSupported: boolean;
  readonly score: number;
}

/** An estimate with a 95 % percentile bootstrap interval. */
export interface Estimate {
  readonly estimate: number;
  readonly low: number;
  readonly high: number;
}

/** Area under the ROC curve, ties counted half (Mann and Whitney); not a number when one class is missing. */
export function rocAuc(rows: readonly Scored[]): number {
  const sorted = [...rows].sort((a, b) => a.score - b.score);
  let below = 0;
  let sum = 0;
  let positives = 0;
  for (let at = 0; at < sorted.length;) {
    let [ones, zeros, end] = [0, 0, at];
    while (end < sorted.length && sorted[end]?.score === sorted[at]?.score) {
      if (sorted[end]?.isSupported === true) ones++;
      else zeros++;
      end++;
    }
    sum += ones * (below + zeros / 2);
    below += zeros;
    positives += ones;
    at = end;
  }
  return sum / (positives * below);
}

/** Mean of the recalls of both classes. */
export function balancedAccuracy(rows: readonly Scored[], threshold: number): number {
  const share = (isSupported: boolean): number => {
    const own = rows.filter((row) => row.isSupported === isSupported);
    return own.filter(({ score }) => score >= threshold === isSupported).length / own.length;
  };
  return (share(true) + share(false)) / 2;
}

/** Precision and recall of "unsupported". */
export function unsupportedScores(
  rows: readonly Scored[],
  threshold: number,
): { readonly precision: number; readonly recall: number } {
  const predicted = rows.filter(({ score }) => score < threshold);
  const right = predicted.filter(({ isSupported }) => !isSupported).length;
  const all = rows.filter(({ isSupported }) => !isSupported).length;
  return { precision: right / predicted.length, recall: right / all };
}

/** The threshold of the best balanced accuracy. */
export function bestThreshold(rows: readonly Scored[]): number {
  let best = { threshold: 0.5, accuracy: 0 };
  for (let step = 0; step <= 100; step++) {
    const accuracy = balancedAccuracy(rows, step / 100);
    if (accuracy > best.accuracy) best = { threshold: step / 100, accuracy };
  }
  return best.threshold;
}

/** Resamples rows within their classes. */
export function bootstrap(
  rows: readonly Scored[],
  statistic: (sample: readonly Scored[]) => number,
  resamples: number,
): Estimate {
  const random = createRandom(1);
  const classes = [true, false].map((isSupported) => rows.filter((row) => row.isSupported === isSupported));
  const values = Float64Array.from({ length: resamples }, () =>
    statistic(classes.flatMap((own) => own.map((row) => own[random.integer(own.length)] ?? row))),
  ).sort();
  const at = (share: number): number => values[Math.round(share * (values.length - 1))] ?? Number.NaN;
  return { estimate: statistic(rows), low: at(0.025), high: at(0.975) };
}
