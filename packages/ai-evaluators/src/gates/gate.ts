import { AiError } from '@org/ai-core';
import type { RegressionGate } from './no-regression.ts';

/** A limit that a metric must reach (or stay below), and what of the metric is held against it. */
export type GateOptions = {
  /** Id of a scorer. */
  readonly metric: string;
  /** Judge only the cases with this tag, written `key=value`. @defaultValue all cases */
  readonly slice?: string | undefined;
} & (
  | {
      readonly atLeast: number;
      /** `low`: the lower bound of the interval. `estimate`: the plain mean, for metrics where every case counts (`atLeast: 1`). @defaultValue 'low' */
      readonly on?: 'low' | 'estimate' | undefined;
    }
  | {
      readonly atMost: number;
      /** `high`: the upper bound of the interval. `estimate`: the plain mean. @defaultValue 'high' */
      readonly on?: 'high' | 'estimate' | undefined;
    }
);

/** A checked gate with a limit. */
export interface LimitGate {
  readonly kind: 'limit';
  readonly id: string;
  readonly metric: string;
  readonly slice?: string | undefined;
  readonly direction: 'at-least' | 'at-most';
  readonly limit: number;
  readonly on: 'bound' | 'estimate';
}

/** What decides about a run; made by {@link gate} and `noRegression`. */
export type Gate = LimitGate | RegressionGate;

/**
 * A gate on one metric. On a bound it passes when the whole interval is on the right side of the limit, fails when the whole interval is on the wrong side,
 * and is inconclusive (with the number of cases that would decide at the same score) in between. On the estimate it fails at the first case too many, and a fault leaves it inconclusive.
 *
 * @throws AiError `invalid-input` when the limit is not from 0 to 1, or cannot be reached by a bound (1 for `low`, 0 for `high`)
 * @example
 * ```ts
 * import { gate } from '@org/ai-evaluators';
 *
 * const gates = [
 *   gate({ metric: 'answered-right', atLeast: 0.8, on: 'low' }),
 *   gate({ metric: 'access', atLeast: 1, on: 'estimate', slice: 'kind=access' }),
 * ];
 * ```
 */
export function gate(options: GateOptions): Gate {
  const { metric, slice } = options;
  const isFloor = 'atLeast' in options;
  const limit = isFloor ? options.atLeast : options.atMost;
  const on = options.on === 'estimate' ? 'estimate' : 'bound';
  const name = isFloor ? 'atLeast' : 'atMost';
  if (!(limit >= 0 && limit <= 1)) throw new AiError('invalid-input', `${name} must be from 0 to 1, got ${limit}`);
  if (on === 'bound' && limit === (isFloor ? 1 : 0))
    throw new AiError(
      'invalid-input',
      `${name} ${limit} is out of reach for the bound of an interval; write on: 'estimate' for a metric that may not fail once`,
    );
  const side = on === 'estimate' ? '' : isFloor ? ' low' : ' high';
  const scope = slice === undefined ? '' : ` [${slice}]`;
  return {
    kind: 'limit',
    id: `${metric}${scope}${side} ${isFloor ? '>=' : '<='} ${limit}`,
    metric,
    ...(slice !== undefined && { slice }),
    direction: isFloor ? 'at-least' : 'at-most',
    limit,
    on,
  };
}
