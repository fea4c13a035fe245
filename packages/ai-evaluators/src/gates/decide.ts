import type { GateVerdict, Interval } from '@org/ai-core';
import type { MetricComparison, MetricSummary, Verdict } from '../report/report.ts';
import type { Gate, LimitGate } from './gate.ts';
import { neededCases } from './needed-cases.ts';
import type { RegressionGate } from './no-regression.ts';

/** What a gate decides on: its metric in its scope, and the faults there. */
export interface GateEvidence {
  /** Undefined when the slice does not exist. */
  readonly summary: MetricSummary | undefined;
  /** Cases in scope, and those among them whose task failed. */
  readonly cases: number;
  readonly caseFaults: number;
  readonly maxFaultShare: number;
  readonly hasBaseline: boolean;
  readonly comparison: MetricComparison | undefined;
}

const fewestPairs = 30;

/** The verdict of one gate. */
export function decideGate(gate: Gate, evidence: GateEvidence): GateVerdict {
  const { summary, cases } = evidence;
  const scope = gate.slice === undefined ? '' : ` in ${gate.slice}`;
  if (summary?.interval === undefined) {
    // A run whose every case failed measured nothing, but repeating it may.
    const why = cases === 0 ? 'no such case' : `none of ${cases} cases was scored`;
    return { gate: gate.id, status: 'error', reason: `nothing was measured${scope}: ${why}` };
  }
  if (gate.kind === 'limit' && gate.on === 'estimate') return decideEstimate(gate, summary, summary.interval, evidence);
  const faults = faultReason(summary, evidence);
  if (faults !== undefined) return { gate: gate.id, status: 'inconclusive', reason: faults, metric: summary.interval };
  return gate.kind === 'limit' ? decideBound(gate, summary.interval, summary.scored) : decideRegression(gate, evidence);
}

function decideBound(gate: LimitGate, interval: Interval, cases: number): GateVerdict {
  const { limit, direction } = gate;
  const { low, high } = interval;
  const isFloor = direction === 'at-least';
  const [isPassed, isFailed] = isFloor ? [low >= limit, high < limit] : [high <= limit, low > limit];
  return verdictOf(gate.id, interval, limit, cases, isPassed ? 'pass' : isFailed ? 'fail' : 'inconclusive');
}

function decideEstimate(
  gate: LimitGate,
  summary: MetricSummary,
  interval: Interval,
  evidence: GateEvidence,
): GateVerdict {
  const { limit, direction } = gate;
  const { scored, sum } = summary;
  const unknown = summary.faults + evidence.caseFaults;
  const [worst, best] = [sum / (scored + unknown), (sum + unknown) / (scored + unknown)];
  const isFloor = direction === 'at-least';
  const [isPassed, isFailed] = isFloor ? [worst >= limit, best < limit] : [best <= limit, worst > limit];
  const score = `${show(interval.estimate)} of ${scored} cases, limit ${show(limit)}`;
  const base = { gate: gate.id, metric: interval };
  if (isPassed) return { ...base, status: 'pass', reason: score };
  if (isFailed) return { ...base, status: 'fail', reason: score };
  return {
    ...base,
    status: 'inconclusive',
    reason: `${score}; ${unknown} faults could decide either way: repeat the run`,
  };
}

function decideRegression(gate: RegressionGate, evidence: GateEvidence): GateVerdict {
  const { comparison, hasBaseline } = evidence;
  if (!hasBaseline)
    return { gate: gate.id, status: 'error', reason: 'there is no baseline report to compare with; give one' };
  if (comparison === undefined)
    return { gate: gate.id, status: 'error', reason: 'fewer than 2 cases have a score in both reports' };
  const { difference, pairs } = comparison;
  if (pairs < fewestPairs)
    return {
      gate: gate.id,
      status: 'inconclusive',
      reason: `only ${pairs} pairs; at least ${fewestPairs} are needed`,
      metric: difference,
      neededCases: fewestPairs,
    };
  const { low, high } = difference;
  const status = low >= -gate.margin ? 'pass' : high < -gate.margin ? 'fail' : 'inconclusive';
  return verdictOf(gate.id, difference, -gate.margin, pairs, status);
}

function verdictOf(id: string, interval: Interval, limit: number, cases: number, status: Verdict): GateVerdict {
  const { estimate, low, high } = interval;
  const range = `${show(estimate)} [${show(low)}, ${show(high)}] of ${cases} cases, limit ${show(limit)}`;
  if (status !== 'inconclusive') return { gate: id, status, reason: range, metric: interval };
  const needed = neededCases(interval, limit, cases);
  const remedy =
    needed === undefined ? 'the score is at the limit' : `about ${needed} cases would decide at this score`;
  return {
    gate: id,
    status,
    reason: `the interval holds the limit: ${range}; ${remedy}`,
    metric: interval,
    ...(needed !== undefined && { neededCases: needed }),
  };
}

function faultReason(summary: MetricSummary, evidence: GateEvidence): string | undefined {
  const { caseFaults, cases, maxFaultShare } = evidence;
  const tried = summary.scored + summary.faults;
  if (caseFaults <= maxFaultShare * cases && summary.faults <= maxFaultShare * tried) return undefined;
  const count = `${caseFaults} of ${cases} cases ended in a fault and the scorer failed on ${summary.faults}`;
  return `${count}, more than ${show(maxFaultShare * 100)} %: repeat the run`;
}

/** The verdict over all gates: fail, then error, then inconclusive, then pass. */
export function overallVerdict(gates: readonly GateVerdict[]): Verdict {
  const order: readonly Verdict[] = ['fail', 'error', 'inconclusive'];
  return order.find((status) => gates.some((verdict) => verdict.status === status)) ?? 'pass';
}

function show(value: number): string {
  return String(Number(value.toFixed(4)));
}
