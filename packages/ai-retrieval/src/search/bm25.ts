import type { TimeSlice } from '../internal/time-slice.ts';
import type { QueryTerm } from './query-terms.ts';
import type { Lexicon, RankingScope } from './scope.ts';
import type { Scores } from './scores.ts';

/** The parameters that Lucene uses. */
export const bm25 = { k1: 1.2, b: 0.75 } as const;

/** Lucene's weight of a term that `frequency` of `count` chunks hold. */
export function inverseDocumentFrequency(frequency: number, count: number): number {
  return Math.log(1 + (count - frequency + 0.5) / (frequency + 0.5));
}

/** What a field of so many terms divides by: k1 (1 - b + b length / average). */
export function lengthNorm(length: number, average: number): number {
  return bm25.k1 * (1 - bm25.b + (bm25.b * length) / average);
}

/**
 * BM25 as Lucene computes it (k1 1.2, b 0.75, idf = ln(1 + (N - df + 0.5) / (df + 0.5)), no k1 + 1 in the numerator), over the body and, weighted by `headingBoost`, over title and headings.
 * N, df and the average length are those of the scope's sets, so that nothing about a hidden chunk enters a score. `check` throws when the caller has gone; `wanted` leaves chunks out of the ranking by ordinal.
 */
export async function scoreBm25(
  scope: RankingScope,
  lexicon: Lexicon,
  terms: readonly QueryTerm[],
  headingBoost: number,
  wanted: Uint8Array | undefined,
  slice: TimeSlice,
  check: () => void,
): Promise<Scores> {
  const { bodyLengths, headingLengths, chunkCount } = scope.ranked;
  const scores = new Float64Array(chunkCount);
  const matched: number[] = [];
  for (const field of ['body', 'heading'] as const) {
    const boost = field === 'body' ? 1 : headingBoost;
    const { count, average } = fieldStatistics(scope, field);
    const lengths = field === 'body' ? bodyLengths : headingLengths;
    if (boost === 0 || !(average > 0)) continue;
    const [flat, steep] = [bm25.k1 * (1 - bm25.b), (bm25.k1 * bm25.b) / average];
    for (const { term, weight: queryWeight } of terms) {
      if (slice.isOver()) await slice.next();
      check();
      const { frequency, runs } = lexicon.look(field, term);
      if (frequency === 0) continue;
      const weight = boost * queryWeight * inverseDocumentFrequency(frequency, count);
      for (const { entries, from, to, ordinals, left } of runs) {
        for (let at = from; at < to; at += 2) {
          const slot = entries[at] ?? 0;
          const ordinal = (ordinals[slot] ?? 0) - 1;
          if (ordinal < 0 || left?.[slot] === 1 || wanted?.[ordinal] === 0) continue;
          const tf = entries[at + 1] ?? 0;
          const before = scores[ordinal] ?? 0;
          if (before === 0) matched.push(ordinal);
          scores[ordinal] = before + (weight * tf) / (tf + flat + steep * (lengths[ordinal] ?? 0));
        }
      }
    }
  }
  return { scores, matched };
}

/** N and the average length of a field, over the chunks that have it. */
export function fieldStatistics(
  { chunkCount, averageLength }: RankingScope,
  field: 'body' | 'heading',
): { readonly count: number; readonly average: number } {
  return field === 'body'
    ? { count: chunkCount.chunkCount, average: averageLength.bodyLength / averageLength.chunkCount }
    : { count: chunkCount.headedChunks, average: averageLength.headingLength / averageLength.headedChunks };
}
