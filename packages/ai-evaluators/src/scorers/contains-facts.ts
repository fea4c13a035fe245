import { foldText } from './fold-text.ts';
import type { Scorer } from './scorer.ts';

/** Where answer, facts and citations are found. */
export interface ContainsFactsOptions<Output, Expected> {
  /** @defaultValue 'contains-facts' */
  readonly id?: string | undefined;
  /** The text that is judged. */
  readonly answer: (output: Output) => string;
  /** Every inner list is one fact, told by any of its strings; undefined: the case is not scored. */
  readonly facts: (expected: Expected) => readonly (readonly string[])[] | undefined;
  /** The documents that the output cites; give it together with `documents`. */
  readonly cited?: ((output: Output) => readonly string[]) | undefined;
  /** At least one of these must be cited; empty or undefined: no citation is asked for. */
  readonly documents?: ((expected: Expected) => readonly string[] | undefined) | undefined;
}

/**
 * Scores 1 when the answer holds every expected fact, compared after {@link foldText}, and cites one of the expected documents.
 *
 * @example
 * ```ts
 * import { containsFacts } from '@org/ai-evaluators';
 *
 * const answeredRight = containsFacts({
 *   id: 'answered-right',
 *   answer: (output: { text: string }) => output.text,
 *   facts: (expected: { facts: string[][] }) => expected.facts,
 * });
 * ```
 */
export function containsFacts<Output, Expected>(
  options: ContainsFactsOptions<Output, Expected>,
): Scorer<unknown, Output, Expected> {
  const { id = 'contains-facts', answer, facts, cited, documents } = options;
  return {
    id,
    version: '1',
    interval: 'wilson',
    score({ case: { expected }, output }) {
      const wanted = facts(expected);
      if (wanted === undefined) return { kind: 'not-applicable', reason: 'the case expects no facts' };
      const text = foldText(answer(output));
      const hasFacts = wanted.every((forms) => forms.some((form) => text.includes(foldText(form))));
      return { kind: 'value', value: hasFacts && isCited(cited?.(output), documents?.(expected)) ? 1 : 0 };
    },
  };
}

function isCited(cited: readonly string[] | undefined, documents: readonly string[] | undefined): boolean {
  if (documents === undefined || documents.length === 0) return true;
  return documents.some((document) => cited?.includes(document) === true);
}
