import { AiError, type Passage } from '@org/ai-core';
import { termCosine, termVector } from './similarity.ts';

/** How much a new thought is worth. */
export interface DiversifyOptions {
  /** From 1, the order as it is, to 0, whatever is least like what was taken before. @defaultValue 0.7 */
  readonly relevance?: number | undefined;
  /** Passages to give. @defaultValue all */
  readonly limit?: number | undefined;
}

/**
 * Orders passages so that each adds something to those before it: maximal marginal relevance (Carbonell and Goldstein 1998). Relevance is the score over the best score; likeness the cosine of the texts' index terms.
 * The first stays first. A function of the passages alone; takes time by the square of their number, so give it tens, not thousands.
 *
 * @throws AiError `invalid-input` when relevance is not from 0 to 1, or limit no whole number of at least 1
 */
export function diversify<P extends Passage>(passages: readonly P[], options: DiversifyOptions = {}): readonly P[] {
  const { relevance = 0.7, limit = passages.length } = options;
  if (!(relevance >= 0 && relevance <= 1)) throw new AiError('invalid-input', 'relevance must be from 0 to 1');
  if (passages.length > 0 && (!Number.isInteger(limit) || limit < 1))
    throw new AiError('invalid-input', 'limit must be a whole number of at least 1');
  const best = Math.max(...passages.map(({ score }) => score), Number.MIN_VALUE);
  const rest = passages.map((passage) => ({ passage, vector: termVector(passage.text), likeness: 0 }));
  const taken: P[] = [];
  while (rest.length > 0 && taken.length < limit) {
    let at = 0;
    let most = Number.NEGATIVE_INFINITY;
    for (const [index, { passage, likeness }] of rest.entries()) {
      const value = relevance * (Math.max(0, passage.score) / best) - (1 - relevance) * likeness;
      if (value > most) [at, most] = [index, value];
    }
    // With nothing taken all are equally new: the order decides, also among equal scores.
    const [next] = rest.splice(taken.length === 0 ? 0 : at, 1);
    if (next === undefined) break;
    taken.push(next.passage);
    for (const each of rest) each.likeness = Math.max(each.likeness, termCosine(each.vector, next.vector));
  }
  return taken;
}
