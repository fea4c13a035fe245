import { foldText } from './fold-text.ts';
import type { Scorer } from './scorer.ts';

/** Where the two texts are found. */
export interface ExactMatchOptions<Output, Expected> {
  /** @defaultValue 'exact-match' */
  readonly id?: string | undefined;
  /** The text that is judged. */
  readonly answer: (output: Output) => string;
  /** One of these must match; undefined: the case is not scored. */
  readonly expected: (expected: Expected) => string | readonly string[] | undefined;
}

/**
 * Scores 1 when the answer equals an expected text after {@link foldText}; without options output and expectation are strings.
 *
 * @example
 * ```ts
 * import { exactMatch } from '@org/ai-evaluators';
 *
 * const category = exactMatch({
 *   id: 'category',
 *   answer: (output: { category: string }) => output.category,
 *   expected: (expected: { category: string }) => expected.category,
 * });
 * ```
 */
export function exactMatch(): Scorer<unknown, string, string | readonly string[]>;
export function exactMatch<Output, Expected>(
  options: ExactMatchOptions<Output, Expected>,
): Scorer<unknown, Output, Expected>;
export function exactMatch<Output, Expected>(
  options?: ExactMatchOptions<Output, Expected>,
): Scorer<unknown, Output, Expected> {
  const answer = options?.answer ?? ((output: Output) => String(output));
  const expectedOf = options?.expected ?? ((expected: Expected) => expected as string | readonly string[]);
  return {
    id: options?.id ?? 'exact-match',
    version: '1',
    interval: 'wilson',
    score(trial) {
      const expected = expectedOf(trial.case.expected);
      if (expected === undefined) return { kind: 'not-applicable', reason: 'the case expects no text' };
      const text = foldText(answer(trial.output));
      const isMatch = (typeof expected === 'string' ? [expected] : expected).some((other) => foldText(other) === text);
      return { kind: 'value', value: isMatch ? 1 : 0 };
    },
  };
}
