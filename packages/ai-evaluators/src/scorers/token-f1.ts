import type { Scorer } from './scorer.ts';

/** Where the two texts are found. */
export interface TokenF1Options<Output, Expected> {
  /** @defaultValue 'token-f1' */
  readonly id?: string | undefined;
  /** The text that is judged. */
  readonly answer: (output: Output) => string;
  /** The best of these counts; undefined: the case is not scored. */
  readonly expected: (expected: Expected) => string | readonly string[] | undefined;
}

/**
 * Scores the overlap of words between answer and expectation: the harmonic mean of precision and recall over tokens, as the SQuAD evaluation does it
 * (Rajpurkar 2016, 2018: lower case, ASCII punctuation and the articles a, an, the removed; two empty texts match). Without options output and expectation are strings.
 *
 * @example
 * ```ts
 * import { tokenF1 } from '@org/ai-evaluators';
 *
 * const wording = tokenF1({
 *   answer: (output: { text: string }) => output.text,
 *   expected: (expected: { answers: string[] }) => expected.answers,
 * });
 * ```
 */
export function tokenF1(): Scorer<unknown, string, string | readonly string[]>;
export function tokenF1<Output, Expected>(options: TokenF1Options<Output, Expected>): Scorer<unknown, Output, Expected>;
export function tokenF1<Output, Expected>(
  options?: TokenF1Options<Output, Expected>,
): Scorer<unknown, Output, Expected> {
  const answer = options?.answer ?? ((output: Output) => String(output));
  const expectedOf = options?.expected ?? ((expected: Expected) => expected as string | readonly string[]);
  return {
    id: options?.id ?? 'token-f1',
    version: '1',
    interval: 't',
    score(trial) {
      const expected = expectedOf(trial.case.expected);
      if (expected === undefined || expected.length === 0)
        return { kind: 'not-applicable', reason: 'the case expects no text' };
      const tokens = tokensOf(answer(trial.output));
      const all = typeof expected === 'string' ? [expected] : expected;
      return { kind: 'value', value: Math.max(...all.map((text) => f1(tokens, tokensOf(text)))) };
    },
  };
}

/** The tokens of a text as SQuAD's evaluation script makes them. */
function tokensOf(text: string): readonly string[] {
  return text
    .toLowerCase()
    .replace(/[!-/:-@[-`{-~]/g, '')
    .split(/\s+/)
    .filter((token) => token !== '' && token !== 'a' && token !== 'an' && token !== 'the');
}

function f1(answer: readonly string[], expected: readonly string[]): number {
  if (answer.length === 0 || expected.length === 0) return answer.length === expected.length ? 1 : 0;
  const left = new Map<string, number>();
  for (const token of expected) left.set(token, (left.get(token) ?? 0) + 1);
  let common = 0;
  for (const token of answer) {
    const count = left.get(token) ?? 0;
    if (count === 0) continue;
    left.set(token, count - 1);
    common += 1;
  }
  return (2 * common) / (answer.length + expected.length);
}
