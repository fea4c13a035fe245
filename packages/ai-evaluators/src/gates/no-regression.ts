import { AiError } from '@org/ai-core';
import type { Gate } from './gate.ts';

/** How much worse than the baseline a metric may be. */
export interface NoRegressionOptions {
  /** Id of a scorer whose scores are better the higher they are. */
  readonly metric: string;
  /** Largest loss that is accepted, from 0 to 1. @defaultValue 0.02 */
  readonly margin?: number | undefined;
  /** Compare only the cases with this tag, written `key=value`. @defaultValue all cases */
  readonly slice?: string | undefined;
}

/** A checked gate on the difference to a baseline. */
export interface RegressionGate {
  readonly kind: 'no-regression';
  readonly id: string;
  readonly metric: string;
  readonly slice?: string | undefined;
  readonly margin: number;
}

/**
 * A gate on the paired difference to the baseline report: passes when the interval of candidate − baseline lies above −margin, fails when it lies below, is inconclusive in between
 * or with fewer than 30 pairs, and is an error without a baseline.
 *
 * @throws AiError `invalid-input` when the margin is not from 0 to 1
 * @example
 * ```ts
 * import { noRegression } from '@org/ai-evaluators';
 *
 * const gates = [noRegression({ metric: 'answered-right', margin: 0.02 })];
 * ```
 */
export function noRegression(options: NoRegressionOptions): Gate {
  const { metric, margin = 0.02, slice } = options;
  if (!(margin >= 0 && margin <= 1)) throw new AiError('invalid-input', `margin must be from 0 to 1, got ${margin}`);
  const scope = slice === undefined ? '' : ` [${slice}]`;
  return {
    kind: 'no-regression',
    id: `${metric}${scope} no worse than baseline by ${margin}`,
    metric,
    ...(slice !== undefined && { slice }),
    margin,
  };
}
