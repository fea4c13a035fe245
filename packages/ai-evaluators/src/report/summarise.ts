import { mean } from '@org/ai-stats';
import type { EvalCase } from '../dataset/eval-case.ts';
import type { IntervalMethod } from '../scorers/scorer.ts';
import { metricInterval } from './metric-interval.ts';
import type { CaseOutcome } from './outcome.ts';
import type { MetricSummary, SliceSummary } from './report.ts';

/** What a summary needs to know of a scorer. */
export interface MetricInfo {
  readonly id: string;
  readonly interval: IntervalMethod;
}

/** Every metric over the given outcomes, in the order of the scorers. */
export function summariseMetrics(
  outcomes: readonly CaseOutcome[],
  metrics: readonly MetricInfo[],
  options: { readonly level: number; readonly seed: number },
): readonly MetricSummary[] {
  return metrics.map(({ id, interval: method }) => {
    const values: number[] = [];
    let [notApplicable, faults] = [0, 0];
    for (const { scores } of outcomes) {
      const score = scores[id];
      if (typeof score === 'number') values.push(score);
      else if (score === null) notApplicable += 1;
      else if (score !== undefined) faults += 1;
    }
    const interval = metricInterval(values, method, options);
    const sum = values.length === 0 ? 0 : Number((mean(values) * values.length).toFixed(9));
    return { metric: id, scored: values.length, sum, notApplicable, faults, ...(interval && { interval }) };
  });
}

/** The slices of a dataset in order of their names, each with the metrics that have something to say about it. */
export function summariseSlices(
  cases: readonly EvalCase<unknown, unknown>[],
  outcomes: readonly CaseOutcome[],
  metrics: readonly MetricInfo[],
  options: { readonly level: number; readonly seed: number },
): readonly SliceSummary[] {
  return [...slicesOf(cases)].map(([slice, ids]) => {
    const inSlice = outcomes.filter((outcome) => ids.has(outcome.id));
    return {
      slice,
      cases: inSlice.length,
      faults: inSlice.filter((outcome) => outcome.fault !== undefined).length,
      metrics: summariseMetrics(inSlice, metrics, options).filter(({ scored, faults }) => scored + faults > 0),
    };
  });
}

/** Ids of the cases of each slice; slices in order of their names. */
export function slicesOf(cases: readonly EvalCase<unknown, unknown>[]): ReadonlyMap<string, ReadonlySet<string>> {
  const slices = new Map<string, Set<string>>();
  for (const { id, tags = {} } of cases) {
    for (const [key, value] of Object.entries(tags)) {
      const slice = `${key}=${value}`;
      const ids = slices.get(slice);
      if (ids === undefined) slices.set(slice, new Set([id]));
      else ids.add(id);
    }
  }
  return new Map([...slices].sort(([a], [b]) => (a < b ? -1 : 1)));
}
