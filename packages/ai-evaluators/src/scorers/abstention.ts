import type { Scorer } from './scorer.ts';

/** How abstaining is told, and where it is right. */
export interface AbstentionOptions<Output, Expected> {
  /** @defaultValue 'abstention' */
  readonly id?: string | undefined;
  /** Whether the output says that there is no answer. */
  readonly isAbstained: (output: Output) => boolean;
  /** Whether the case has no answer; cases for which it is false are not scored. */
  readonly shouldAbstain: (expected: Expected) => boolean;
}

/**
 * Scores 1 when a question that has no answer was not answered. Cases with an answer are left to {@link containsFacts}, where abstaining scores 0.
 *
 * @example
 * ```ts
 * import { abstention } from '@org/ai-evaluators';
 *
 * const abstained = abstention({
 *   isAbstained: (output: { isAnswered: boolean }) => !output.isAnswered,
 *   shouldAbstain: (expected: { kind: string }) => expected.kind === 'unanswerable',
 * });
 * ```
 */
export function abstention<Output, Expected>(
  options: AbstentionOptions<Output, Expected>,
): Scorer<unknown, Output, Expected> {
  const { id = 'abstention', isAbstained, shouldAbstain } = options;
  return {
    id,
    version: '1',
    interval: 'wilson',
    score({ case: { expected }, output }) {
      if (!shouldAbstain(expected)) return { kind: 'not-applicable', reason: 'the case has an answer' };
      return { kind: 'value', value: isAbstained(output) ? 1 : 0 };
    },
  };
}
