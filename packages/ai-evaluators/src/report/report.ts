import type { GateVerdict, Interval, JsonValue } from '@org/ai-core';
import type { IntervalMethod } from '../scorers/scorer.ts';
import type { MetricOutcome } from './outcome.ts';

/** What the gates say together: a proven failure outweighs an error, an error outweighs an open question. */
export type Verdict = GateVerdict['status'];

/** One metric over all cases or over a slice. */
export interface MetricSummary {
  readonly metric: string;
  /** Cases with a score: what the interval is made of. */
  readonly scored: number;
  /** Sum of the scores; the number of right cases where scores are 0 or 1. */
  readonly sum: number;
  readonly notApplicable: number;
  /** Cases that the scorer failed on. */
  readonly faults: number;
  /** Absent when no case was scored. */
  readonly interval?: Interval | undefined;
}

/** The metrics of the cases with one tag, named `key=value`; metrics that scored none of them are left out. */
export interface SliceSummary {
  readonly slice: string;
  readonly cases: number;
  /** Cases whose task failed. */
  readonly faults: number;
  readonly metrics: readonly MetricSummary[];
}

/** Scores of one case, without any text: what a later run compares itself with. */
export interface ReportedCase {
  readonly id: string;
  readonly scores: Readonly<Record<string, MetricOutcome>>;
}

/** A case with a score of 0. */
export interface ReportedFailure extends ReportedCase {
  /** Only when the run was asked to keep text. */
  readonly output?: JsonValue | undefined;
}

/** A case whose task failed. */
export interface ReportedFault {
  readonly id: string;
  readonly code: string;
  /** Only when the run was asked to keep text. */
  readonly message?: string | undefined;
}

/** How a metric changed from the baseline, over the cases that both scored. */
export interface MetricComparison {
  readonly metric: string;
  readonly slice?: string | undefined;
  readonly pairs: number;
  /** Mean of candidate − baseline, by paired bootstrap. */
  readonly difference: Interval;
  /** Two-sided, by paired permutation. */
  readonly pValue: number;
  readonly test: 'paired-permutation-exact' | 'paired-permutation';
}

/** The paired comparison with an earlier report on the same dataset. */
export interface Comparison {
  readonly baseline: {
    /** Digest of the baseline report. */
    readonly digest: string;
    readonly task: string;
  };
  readonly metrics: readonly MetricComparison[];
}

/** What a run found: a function of dataset, outcomes, seed and baseline alone, so that the same outcomes give the same bytes. Times stand elsewhere. */
export interface EvalReport {
  readonly format: 'ai-eval-report/1';
  readonly name: string;
  readonly verdict: Verdict;
  /** Digest of dataset, task and scorers. */
  readonly configuration: string;
  readonly dataset: { readonly digest: string; readonly cases: number };
  readonly task: { readonly id: string; readonly subject?: Readonly<Record<string, string>> | undefined };
  readonly scorers: readonly { readonly id: string; readonly version: string; readonly interval: IntervalMethod }[];
  readonly level: number;
  readonly seed: number;
  readonly counts: { readonly cases: number; readonly completed: number; readonly faults: number };
  readonly metrics: readonly MetricSummary[];
  readonly slices: readonly SliceSummary[];
  readonly gates: readonly GateVerdict[];
  readonly comparison?: Comparison | undefined;
  readonly failures: readonly ReportedFailure[];
  readonly faults: readonly ReportedFault[];
  readonly cases: readonly ReportedCase[];
}
