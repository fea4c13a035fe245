import { AiError } from '@org/ai-core';
import type { DatasetSource } from '../dataset/dataset.ts';
import type { Gate } from '../gates/gate.ts';
import type { Scorer } from '../scorers/scorer.ts';
import type { EvalTask } from './task.ts';

/** What is evaluated, on what, and what decides. */
export interface EvaluationOptions<Input, Output, Expected> {
  readonly name: string;
  readonly dataset: DatasetSource<Input, Expected>;
  readonly task: EvalTask<Input, Output>;
  /** What they take in must be what the dataset holds and the task gives; scorers of one evaluation name the same output type. */
  readonly scorers: readonly Scorer<NoInfer<Input>, Output, NoInfer<Expected>>[];
  /** @defaultValue none: the run measures and always passes */
  readonly gates?: readonly Gate[] | undefined;
  /** Confidence level of all intervals. @defaultValue 0.95 */
  readonly level?: number | undefined;
  /** Seed of every resampling: the same outcomes and seed give the same report, byte for byte. @defaultValue 1 */
  readonly seed?: number | undefined;
  /** Share of cases that may end in a fault before no gate can pass or fail on an interval any more. @defaultValue 0.02 */
  readonly maxFaultShare?: number | undefined;
}

/** An evaluation whose parts were checked and whose defaults are filled in. */
export interface Evaluation<Input, Output, Expected> {
  readonly name: string;
  readonly dataset: DatasetSource<Input, Expected>;
  readonly task: EvalTask<Input, Output>;
  readonly scorers: readonly Scorer<Input, Output, Expected>[];
  readonly gates: readonly Gate[];
  readonly level: number;
  readonly seed: number;
  readonly maxFaultShare: number;
}

/**
 * Defines an evaluation; nothing is loaded or called before it runs (`runEval` of `@org/ai-evaluators/runner`, or `ai eval run`).
 *
 * @throws AiError `invalid-input` when a name is empty, two scorers share an id, or a gate names a metric that no scorer gives
 * @example
 * ```ts
 * import { defineEval, exactMatch, gate } from '@org/ai-evaluators';
 *
 * export const evaluation = defineEval({
 *   name: 'capitals',
 *   dataset: [{ id: 'fr', input: 'France', expected: 'Paris' }],
 *   task: { id: 'lookup-1', run: (country) => (country === 'France' ? 'Paris' : 'unknown') },
 *   scorers: [exactMatch()],
 *   gates: [gate({ metric: 'exact-match', atLeast: 0.8, on: 'low' })],
 * });
 * ```
 */
export function defineEval<Input, Output, Expected>(
  options: EvaluationOptions<Input, Output, Expected>,
): Evaluation<Input, Output, Expected> {
  const { name, dataset, task, scorers, gates = [], level = 0.95, seed = 1, maxFaultShare = 0.02 } = options;
  require(name.trim() !== '', 'name must not be empty');
  require(task.id.trim() !== '', 'task.id must not be empty: it tells versions of the task apart');
  require(scorers.length > 0, 'scorers must hold at least one scorer');
  require(level > 0 && level < 1, `level must be between 0 and 1, got ${level}`);
  require(Number.isSafeInteger(seed), `seed must be a whole number, got ${seed}`);
  require(maxFaultShare >= 0 &&
    maxFaultShare < 1, `maxFaultShare must be at least 0 and below 1, got ${maxFaultShare}`);
  const metrics = scorers.map((scorer) => scorer.id);
  for (const [index, metric] of metrics.entries())
    require(metrics.indexOf(metric) === index, `scorers holds two with id "${metric}"; give one another id`);
  for (const { id, metric } of gates)
    require(metrics.includes(
      metric,
    ), `gate "${id}" names metric "${metric}", which no scorer gives (${metrics.join(', ')})`);
  return { name, dataset, task, scorers, gates, level, seed, maxFaultShare };
}

function require(isValid: boolean, message: string): void {
  if (!isValid) throw new AiError('invalid-input', message);
}
