import { AiError, digestJson, type GateVerdict, type JsonValue } from '@org/ai-core';
import type { Dataset } from '../dataset/dataset.ts';
import { decideGate, overallVerdict } from '../gates/decide.ts';
import type { Gate } from '../gates/gate.ts';
import type { IntervalMethod } from '../scorers/scorer.ts';
import { checkBaseline, compareWithBaseline } from './compare.ts';
import type { CaseOutcome } from './outcome.ts';
import type { Comparison, EvalReport, MetricSummary, SliceSummary } from './report.ts';
import { slicesOf, summariseMetrics, summariseSlices } from './summarise.ts';

/** What a report needs to know of an evaluation; what `defineEval` returns fits. */
export interface EvaluationFacts {
  readonly name: string;
  readonly task: { readonly id: string; readonly subject?: Readonly<Record<string, string>> | undefined };
  readonly scorers: readonly { readonly id: string; readonly version: string; readonly interval: IntervalMethod }[];
  readonly gates: readonly Gate[];
  readonly level: number;
  readonly seed: number;
  readonly maxFaultShare: number;
}

/** What a report is made of. */
export interface ReportInput {
  readonly evaluation: EvaluationFacts;
  readonly dataset: Dataset<unknown, unknown>;
  /** One per case, in any order. */
  readonly outcomes: readonly CaseOutcome[];
  readonly baseline?: EvalReport | undefined;
}

/**
 * Makes the report of outcomes: summaries, slices, comparison and gate verdicts. Does not depend on the order of the outcomes.
 *
 * @throws AiError `invalid-input` when a case has no outcome or an unknown one is given, or the baseline was measured on another dataset
 */
export async function createReport(input: ReportInput): Promise<EvalReport> {
  const { evaluation, dataset, baseline } = input;
  const { name, task, scorers, level, seed } = evaluation;
  const outcomes = inOrder(dataset, input.outcomes);
  const metrics = summariseMetrics(outcomes, scorers, { level, seed });
  const slices = summariseSlices(dataset.cases, outcomes, scorers, { level, seed });
  const comparison = baseline && (await compared(input, baseline, outcomes));
  const faults = outcomes.flatMap(({ id, fault }) => (fault === undefined ? [] : [{ id, ...fault }]));
  const gates = evaluation.gates.map((gate) =>
    decide(gate, input, { metrics, slices, comparison, faults: faults.length }),
  );
  return {
    format: 'ai-eval-report/1',
    name,
    verdict: overallVerdict(gates),
    configuration: await configurationDigest(evaluation, dataset),
    dataset: { digest: dataset.digest, cases: dataset.cases.length },
    task: { id: task.id, ...(task.subject && { subject: task.subject }) },
    scorers: scorers.map(({ id, version, interval }) => ({ id, version, interval })),
    level,
    seed,
    counts: { cases: dataset.cases.length, completed: outcomes.length - faults.length, faults: faults.length },
    metrics,
    slices,
    gates,
    ...(comparison && { comparison }),
    failures: outcomes
      .filter(({ scores }) => Object.values(scores).includes(0))
      .map(({ id, scores, output }) => ({ id, scores, ...(output !== undefined && { output }) })),
    faults,
    cases: outcomes.map(({ id, scores }) => ({ id, scores })),
  };
}

/** Digest of what decides the outcomes: dataset, task and scorers. Gates, level and seed only read them. */
function configurationDigest(
  evaluation: Pick<EvaluationFacts, 'name' | 'task' | 'scorers'>,
  dataset: Pick<Dataset<unknown, unknown>, 'digest'>,
): Promise<string> {
  const { name, task, scorers } = evaluation;
  return digestJson({
    name,
    dataset: dataset.digest,
    task: { id: task.id, subject: task.subject ?? {} },
    scorers: scorers.map(({ id, version }) => ({ id, version })),
  } satisfies JsonValue);
}

function inOrder(dataset: Dataset<unknown, unknown>, outcomes: readonly CaseOutcome[]): readonly CaseOutcome[] {
  const byId = new Map(outcomes.map((outcome) => [outcome.id, outcome]));
  if (byId.size !== dataset.cases.length)
    throw new AiError('invalid-input', `${dataset.cases.length} cases need as many outcomes, got ${byId.size}`);
  return dataset.cases.map(({ id }) => {
    const outcome = byId.get(id);
    if (outcome === undefined) throw new AiError('invalid-input', `case "${id}" has no outcome`);
    return outcome;
  });
}

function compared(
  { evaluation, dataset }: ReportInput,
  baseline: EvalReport,
  outcomes: readonly CaseOutcome[],
): Promise<Comparison> {
  checkBaseline(baseline, dataset.digest);
  const { scorers, gates, level, seed } = evaluation;
  const slices = slicesOf(dataset.cases);
  const ofSlices = gates.flatMap(({ kind, metric, slice }) =>
    kind === 'no-regression' && slice !== undefined
      ? [{ metric, slice, ids: slices.get(slice) ?? new Set<string>() }]
      : [],
  );
  return compareWithBaseline(baseline, outcomes, [...scorers.map(({ id }) => ({ metric: id })), ...ofSlices], {
    level,
    seed,
  });
}

interface Findings {
  readonly metrics: readonly MetricSummary[];
  readonly slices: readonly SliceSummary[];
  readonly comparison: Comparison | undefined;
  readonly faults: number;
}

function decide(gate: Gate, { evaluation, dataset }: ReportInput, findings: Findings): GateVerdict {
  const slice = findings.slices.find((candidate) => candidate.slice === gate.slice);
  const isWhole = gate.slice === undefined;
  const metrics = isWhole ? findings.metrics : (slice?.metrics ?? []);
  return decideGate(gate, {
    summary: metrics.find(({ metric }) => metric === gate.metric),
    cases: isWhole ? dataset.cases.length : (slice?.cases ?? 0),
    caseFaults: isWhole ? findings.faults : (slice?.faults ?? 0),
    maxFaultShare: evaluation.maxFaultShare,
    hasBaseline: findings.comparison !== undefined,
    comparison: findings.comparison?.metrics.find((item) => item.metric === gate.metric && item.slice === gate.slice),
  });
}
