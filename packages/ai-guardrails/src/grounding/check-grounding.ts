import { AiError, throwIfDone, type CallContext } from '@org/ai-core';
import { createChecker, type Vocabulary } from './check-sentence.ts';
import { citedSentencesOf } from './cited-sentences.ts';
import type { GroundingModels } from './judges.ts';
import type { GroundingPassage } from './sources.ts';
import { checkThreshold, leastSupport } from './threshold.ts';
import type { SentenceVerdict } from './verdict.ts';

/** How an answer is held against its sources. */
export interface GroundingOptions extends GroundingModels {
  /** Least score of a supported sentence, from 0 to 1. @defaultValue {@link leastSupport} */
  readonly threshold?: number | undefined;
  /**
   * `closed` accepts no word or number that no passage holds: no sentence carries foreign text out in pieces, and most
   * paraphrases are unsupported. @defaultValue open
   */
  readonly vocabulary?: Vocabulary | undefined;
  /** Who asks; needed where a model judges. */
  readonly context?: CallContext | undefined;
}

/**
 * Says of each sentence of an answer whether its sources support it. `[n]` binds a sentence to the n-th passage; without
 * a marker every passage counts. The check is lexical unless an entailment model is given: it compares words, numbers,
 * names, negations and quantities with the nearest place, and is no proof that the sentence follows.
 * @throws AiError `invalid-input` for a threshold outside of 0 to 1, or a model without a context
 * @example
 * ```ts
 * import { checkGrounding } from '@org/ai-guardrails';
 *
 * const passages = [{ text: 'A refund is paid within 14 days.' }];
 * for (const { status, reasons } of await checkGrounding('A refund is paid within 41 days. [1]', passages)) {
 *   console.log(status, reasons); // unsupported [ 'number' ]
 * }
 * ```
 */
export function checkGrounding(
  answer: string,
  passages: readonly GroundingPassage[],
  options: GroundingOptions = {},
): Promise<readonly SentenceVerdict[]> {
  return prepareGrounding(passages, options)(answer);
}

/**
 * Prepares passages once, for many texts that are held against them as {@link checkGrounding} does.
 * @throws AiError `invalid-input` for a threshold outside of 0 to 1, or a model without a context
 * @example
 * ```ts
 * import { prepareGrounding } from '@org/ai-guardrails';
 *
 * const check = prepareGrounding([{ text: 'A refund is paid within 14 days.' }]);
 * const [verdict] = await check('Refunds are paid within 14 days.');
 * console.log(verdict?.status); // supported
 * ```
 */
export function prepareGrounding(
  passages: readonly GroundingPassage[],
  options: GroundingOptions = {},
): (answer: string) => Promise<readonly SentenceVerdict[]> {
  const { entailment, reranker, context, vocabulary } = options;
  const threshold = checkThreshold(options.threshold ?? leastSupport);
  if (context === undefined && (entailment ?? reranker) !== undefined) {
    throw new AiError('invalid-input', 'context is missing; a model judges in the name of who asks');
  }
  const models = context === undefined ? undefined : { entailment, reranker, context };
  const checker = createChecker({ passages, threshold, vocabulary, models });
  return async (answer) => {
    const verdicts: SentenceVerdict[] = [];
    for (const sentence of citedSentencesOf(answer)) {
      if (context !== undefined) throwIfDone(context);
      verdicts.push(await checker.check(sentence));
    }
    return verdicts;
  };
}
