import { AiError, digestJson, type JsonValue } from '@org/ai-core';
import { pairedBootstrap, pairedPermutation } from '@org/ai-stats';
import type { CaseOutcome } from './outcome.ts';
import type { Comparison, EvalReport, MetricComparison } from './report.ts';

/** One metric to compare, over all cases or over those with the given ids. */
export interface ComparedMetric {
  readonly metric: string;
  readonly slice?: string | undefined;
  readonly ids?: ReadonlySet<string> | undefined;
}

/** Refuses a baseline on other cases: a difference between other questions says nothing. @throws AiError `invalid-input` */
export function checkBaseline(baseline: EvalReport, datasetDigest: string): void {
  if (baseline.dataset.digest === datasetDigest) return;
  throw new AiError(
    'invalid-input',
    `the baseline was measured on dataset ${baseline.dataset.digest}, this run uses ${datasetDigest}; run the baseline again on this dataset`,
  );
}

/** Pairs the outcomes with the baseline's case by case; metrics with fewer than 2 pairs are left out. */
export async function compareWithBaseline(
  baseline: EvalReport,
  outcomes: readonly CaseOutcome[],
  metrics: readonly ComparedMetric[],
  options: { readonly level: number; readonly seed: number },
): Promise<Comparison> {
  const before = new Map(baseline.cases.map(({ id, scores }) => [id, scores]));
  const compared: MetricComparison[] = [];
  for (const { metric, slice, ids } of metrics) {
    const scores = { baseline: [] as number[], candidate: [] as number[] };
    for (const outcome of outcomes) {
      const [old, now] = [before.get(outcome.id)?.[metric], outcome.scores[metric]];
      if (typeof old !== 'number' || typeof now !== 'number' || ids?.has(outcome.id) === false) continue;
      scores.baseline.push(old);
      scores.candidate.push(now);
    }
    const pairs = scores.candidate.length;
    if (pairs < 2) continue;
    const difference = pairedBootstrap(scores, options);
    const { pValue, method } = pairedPermutation(scores, { seed: options.seed });
    compared.push({ metric, ...(slice !== undefined && { slice }), pairs, difference, pValue, test: method });
  }
  const digest = await digestJson(baseline as unknown as JsonValue);
  return { baseline: { digest, task: baseline.task.id }, metrics: compared };
}
