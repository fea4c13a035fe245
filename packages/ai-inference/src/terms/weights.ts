import type { Vocabulary } from './vocabulary.ts';
import { readTerms } from './terms.ts';

/** Id of the reserved row of a term table: the direction of texts in which no term is known. */
export const reservedId = 0;

/**
 * Weight of the reserved row in every text, against known terms of total weight 1. Far below what float32 shows of a normal text,
 * far above the rounding noise of a text whose known terms all have no place in the latent space.
 */
export const reservedWeight = 1e-6;

/** What a term graph takes for one text. */
export interface TermWeights {
  readonly ids: readonly number[];
  readonly weights: readonly number[];
  readonly tokens: number;
  readonly isTruncated: boolean;
}

/** The damped count of a term: `1 + ln(count)`, rounded to float32 so that the last bit of a platform's logarithm does not matter. */
export function dampedCount(count: number): number {
  return 1 + Math.fround(Math.log(count));
}

/** Turns a text into the ids and weights of its known terms, in id order, the reserved row first. */
export function weighTerms(vocabulary: Vocabulary, text: string, maxTokens: number): TermWeights {
  const counts = new Map<number, number>();
  const reading = readTerms(text, maxTokens, (term) => {
    const id = vocabulary.idOf(term);
    if (id !== undefined) counts.set(id, (counts.get(id) ?? 0) + 1);
  });
  const known = [...counts].sort(([left], [right]) => left - right);
  let squares = 0;
  for (const [, count] of known) squares += dampedCount(count) ** 2;
  const scale = squares === 0 ? 1 : 1 / Math.sqrt(squares);
  return {
    ids: [reservedId, ...known.map(([id]) => id)],
    weights: [reservedWeight, ...known.map(([, count]) => dampedCount(count) * scale)],
    ...reading,
  };
}
