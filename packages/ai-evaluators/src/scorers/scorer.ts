import type { EvalCase } from '../dataset/eval-case.ts';

/** What a scorer sees of one case. */
export interface Trial<Input, Output, Expected> {
  readonly case: EvalCase<Input, Expected>;
  readonly output: Output;
  readonly signal: AbortSignal;
}

/** A score from 0 to 1, or the statement that the scorer has nothing to say about the case (which then counts in no mean). */
export type Score =
  { readonly kind: 'value'; readonly value: number } | { readonly kind: 'not-applicable'; readonly reason: string };

/**
 * How the interval of a metric is made: `wilson` for scores that are 0 or 1, `t` for means, `bca` (bootstrap) for skewed means.
 * With fewer than 30 cases, or no spread among them, a mean gets the Wilson interval of a share of the same size, which is wider.
 */
export type IntervalMethod = 'wilson' | 't' | 'bca';

/** Judges one aspect of an output. Its id is the name of the metric. */
export interface Scorer<in Input, in Output, in Expected> {
  readonly id: string;
  /** Part of the run's identity: change it when scores may change. */
  readonly version: string;
  readonly interval: IntervalMethod;
  /** Throw when the output cannot be judged: a fault of this metric, never a score. */
  readonly score: (trial: Trial<Input, Output, Expected>) => Score | Promise<Score>;
}
