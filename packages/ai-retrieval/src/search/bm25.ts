import type { ReadableSet } from '../access/readable-set.ts';
import type { TimeSlice } from '../internal/time-slice.ts';
import type { Postings } from '../segment/postings.ts';
import { chunkFields, chunkWidth } from '../segment/segment.ts';

const k1 = 1.2;
const b = 0.75;

/** From which set each statistic is taken: in production all four are the readable set. Apart, so that a test can plant a global one and see it noticed. */
export interface RankingScope {
  readonly ranked: ReadableSet;
  readonly documentFrequency: ReadableSet;
  readonly chunkCount: ReadableSet;
  readonly averageLength: ReadableSet;
}

/** The scope of every real search. */
export function readableScope(readable: ReadableSet): RankingScope {
  return { ranked: readable, documentFrequency: readable, chunkCount: readable, averageLength: readable };
}

/** Lexical scores of the readable chunks that hold a query term; 0 elsewhere. */
export interface LexicalScores {
  readonly scores: Float64Array;
  readonly matched: readonly number[];
}

/**
 * BM25 as Lucene computes it (k1 1.2, b 0.75, idf = ln(1 + (N - df + 0.5) / (df + 0.5)), no k1 + 1 in the numerator), over the body and, weighted by `headingBoost`, over title and headings.
 * `check` throws when the caller has gone.
 * N, df and the average length are those of the scope's sets, so that nothing about a hidden chunk enters a score.
 */
export async function scoreBm25(
  scope: RankingScope,
  terms: ReadonlyMap<string, number>,
  headingBoost: number,
  slice: TimeSlice,
  check: () => void,
): Promise<LexicalScores> {
  const { chunkCount } = scope.ranked.partition;
  const scores = new Float64Array(chunkCount);
  const matched: number[] = [];
  for (const field of ['body', 'heading'] as const) {
    const boost = field === 'body' ? 1 : headingBoost;
    const count = field === 'body' ? scope.chunkCount.chunkCount : scope.chunkCount.headedChunks;
    const { averageLength } = scope;
    const average =
      field === 'body'
        ? averageLength.bodyLength / averageLength.chunkCount
        : averageLength.headingLength / averageLength.headedChunks;
    if (boost === 0 || !(average > 0)) continue;
    for (const [term, queryFrequency] of terms) {
      if (slice.isOver()) await slice.next();
      check();
      const found = walk(scope, field, term);
      if (found.frequency === 0) continue;
      const weight = boost * queryFrequency * Math.log(1 + (count - found.frequency + 0.5) / (found.frequency + 0.5));
      for (let at = 0; at < found.matches.length; at += 3) {
        const chunk = found.matches[at] ?? 0;
        const tf = found.matches[at + 1] ?? 0;
        const length = found.matches[at + 2] ?? 0;
        if (scores[chunk] === 0) matched.push(chunk);
        scores[chunk] = (scores[chunk] ?? 0) + (weight * tf) / (tf + k1 * (1 - b + (b * length) / average));
      }
    }
  }
  return { scores, matched };
}

/** One walk over the postings of a term: counts the chunks that decide its weight, and collects those to score as triples of chunk, frequency and length. */
function walk(
  { ranked, documentFrequency }: RankingScope,
  field: 'body' | 'heading',
  term: string,
): { readonly frequency: number; readonly matches: readonly number[] } {
  const { segments, bases } = ranked.partition;
  const matches: number[] = [];
  let frequency = 0;
  for (const [index, segment] of segments.entries()) {
    const base = bases[index] ?? 0;
    const { entries, from, to } = listOf(segment[field], term);
    for (let at = from; at < to; at += 2) {
      const chunk = entries[at] ?? 0;
      if (documentFrequency.owner[base + chunk] !== 0) frequency++;
      if (ranked.owner[base + chunk] === 0) continue;
      matches.push(base + chunk, entries[at + 1] ?? 0, segment.chunks[chunk * chunkWidth + chunkFields[field]] ?? 0);
    }
  }
  return { frequency, matches };
}

function listOf(postings: Postings, term: string): { entries: Uint32Array; from: number; to: number } {
  const index = postings.terms.get(term);
  if (index === undefined) return { entries: postings.entries, from: 0, to: 0 };
  return { entries: postings.entries, from: postings.offsets[index] ?? 0, to: postings.offsets[index + 1] ?? 0 };
}
