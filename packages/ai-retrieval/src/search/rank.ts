import type { ReadableSet } from '../access/readable-set.ts';
import type { LiveDocument } from '../index/partition.ts';
import type { TimeSlice } from '../internal/time-slice.ts';
import { best } from './best.ts';
import { scoreBm25, type LexicalScores } from './bm25.ts';
import { scoreDense } from './dense.ts';
import { fuse } from './fuse.ts';
import { createProximityScorer } from './proximity.ts';
import { expandTerms, type Expansion, type QueryTerms } from './query-terms.ts';
import { openLexicon, type RankingScope } from './scope.ts';

/** A chunk that ranked among the best. */
export interface Hit {
  readonly document: LiveDocument;
  /** Ordinal in its segment. */
  readonly chunk: number;
  readonly score: number;
  readonly lexicalScore: number;
  readonly denseScore: number | undefined;
}

/** How words and meaning count. */
export interface RankWeights {
  readonly headingBoost: number;
  readonly proximityBoost: number;
}

/** What to rank by: terms, a query vector, or both. */
export interface RankRequest {
  readonly scope: RankingScope;
  readonly query: QueryTerms;
  readonly expansion: Expansion;
  readonly vector: Float32Array | undefined;
  readonly isLexical: boolean;
  readonly limit: number;
  readonly weights: RankWeights;
  /** By ordinal of the readable chunk: 0 leaves it out. */
  readonly wanted: Uint8Array | undefined;
  /** A factor of a document's score. */
  readonly factorOf: ((document: LiveDocument) => number) | undefined;
  readonly slice: TimeSlice;
  /** Throws when the caller has gone or the time is over. */
  readonly check: () => void;
}

// Deep enough that a chunk which only one list ranks high still meets its rank in the other.
const fusedDepth = 100;
// Nearness decides among chunks that have the words; below this depth they lack most of them.
const proximityDepth = 256;

/** Ranks the readable chunks. Equal scores are ordered by document id and place, so that an order never depends on how the index was built. */
export async function rank(
  request: RankRequest,
): Promise<{ readonly hits: readonly Hit[]; readonly candidates: number }> {
  const { scope, vector, limit, wanted, slice, check } = request;
  const { ranked } = scope;
  const lexical = await scoreLexical(request);
  const dense = vector === undefined ? undefined : await scoreDense(ranked, vector, wanted, slice, check);
  const depth = Math.max(limit, fusedDepth);
  const factors = factorsOf(request);
  const aged = (scores: Float64Array): ((ordinal: number) => number) =>
    factors === undefined ? (ordinal) => scores[ordinal] ?? 0 : (ordinal) => (scores[ordinal] ?? 0) * factors(ordinal);
  const top = (matched: readonly number[], scoreOf: (ordinal: number) => number): number[] =>
    best(matched, depth, (a, b) => scoreOf(b) - scoreOf(a) || a - b);
  const lists = [
    ...(request.isLexical ? [top(lexical.matched, aged(lexical.scores))] : []),
    ...(dense === undefined ? [] : [top(dense.matched, aged(dense.scores))]),
  ];
  let order = lists[0] ?? [];
  let scoreOf = aged(request.isLexical ? lexical.scores : (dense?.scores ?? lexical.scores));
  if (lists.length > 1) {
    const fused = fuse(lists);
    scoreOf = (ordinal) => fused.get(ordinal) ?? 0;
    order = [...fused.keys()].sort((a, b) => scoreOf(b) - scoreOf(a) || a - b);
  }
  const hits = order.slice(0, limit).flatMap((ordinal): Hit[] => {
    const document = documentOf(ranked, ordinal);
    if (document === undefined) return [];
    return [
      {
        document,
        chunk: (ranked.chunks[ordinal] ?? 0) - (ranked.partition.bases[document.segmentIndex] ?? 0),
        score: scoreOf(ordinal),
        lexicalScore: lexical.scores[ordinal] ?? 0,
        denseScore: dense?.scores[ordinal],
      },
    ];
  });
  return { hits, candidates: order.length };
}

/** BM25, and for the best by it how close together the terms stand. The addition is never negative, so that none below overtakes. */
async function scoreLexical(request: RankRequest): Promise<LexicalScores> {
  const { scope, expansion, weights, wanted, slice, check } = request;
  const lexicon = await openLexicon(scope, slice, check);
  const isExpanded = expansion.fuzzy || expansion.prefix;
  const query = isExpanded ? await expandTerms(request.query, lexicon, expansion) : request.query;
  const lexical = await scoreBm25(scope, lexicon, query.terms, weights.headingBoost, wanted, slice, check);
  if (weights.proximityBoost === 0) return lexical;
  const proximity = createProximityScorer(scope, lexicon, query.order);
  if (proximity === undefined) return lexical;
  const { scores, matched } = lexical;
  const top = best(matched, proximityDepth, (a, b) => (scores[b] ?? 0) - (scores[a] ?? 0) || a - b);
  for (const ordinal of top)
    scores[ordinal] = (scores[ordinal] ?? 0) + weights.proximityBoost * proximity.score(ordinal);
  return lexical;
}

function factorsOf({ scope, factorOf }: RankRequest): ((ordinal: number) => number) | undefined {
  if (factorOf === undefined) return undefined;
  const factors = Float64Array.from(scope.ranked.documents, factorOf);
  return (ordinal) => factors[scope.ranked.owner[ordinal] ?? 0] ?? 0;
}

function documentOf({ documents, owner }: ReadableSet, ordinal: number): LiveDocument | undefined {
  return documents[owner[ordinal] ?? 0];
}
