import type { ReadableSet } from '../access/readable-set.ts';
import type { LiveDocument } from '../index/partition.ts';
import type { TimeSlice } from '../internal/time-slice.ts';
import { bestOrdinals } from './best.ts';
import { scoreBm25 } from './bm25.ts';
import { fuse, fusionWeights } from './fuse.ts';
import { createProximityScorer } from './proximity.ts';
import { expandTerms, type Expansion, type QueryTerms } from './query-terms.ts';
import { openLexicon, type RankingScope } from './scope.ts';
import type { Scores } from './scores.ts';
import type { NearChunks, VectorSpace } from './vector-spaces.ts';

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

/** A query vector, and where its neighbours are. */
interface NearRequest {
  readonly space: VectorSpace;
  readonly vector: Float32Array;
  readonly minRecall: number | undefined;
  readonly signal: AbortSignal | undefined;
}

/** What to rank by: terms, a query vector, or both. */
export interface RankRequest {
  readonly scope: RankingScope;
  readonly query: QueryTerms;
  readonly expansion: Expansion;
  readonly near: NearRequest | undefined;
  readonly isLexical: boolean;
  readonly limit: number;
  readonly denseWeight?: number | undefined;
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

// What age may lift into the answer stands below it without.
const agedDepth = 4;

/** What a ranking gave. */
export interface Ranking {
  readonly hits: readonly Hit[];
  readonly candidates: number;
  /** How near chunks were found, when they were looked for. */
  readonly strategy: NearChunks['strategy'] | undefined;
}

/** Ranks the readable chunks. Equal scores are ordered by document id and place, so that an order never depends on how the index was built. */
export async function rank(request: RankRequest): Promise<Ranking> {
  const { scope, near, limit, isLexical } = request;
  const { ranked } = scope;
  const lexical = await scoreLexical(request);
  const depth = Math.max(limit, fusedDepth);
  const found =
    near &&
    (await near.space.best(ranked, request.wanted, {
      ...near,
      query: near.vector,
      k: request.factorOf === undefined ? depth : agedDepth * depth,
    }));
  const factors = factorsOf(request);
  const lists = [
    ...(isLexical ? [aged(lexical, factors, ranked)] : []),
    ...(found === undefined ? [] : [aged(scoresOf(found, ranked.chunkCount), factors, ranked)]),
  ];
  const { scores = new Float64Array(), matched = [] } =
    (lists.length > 1 ? fuse(lists, depth, fusionWeights(request.denseWeight)) : lists[0]) ?? {};
  const best = [...bestOrdinals(scores, matched, limit)];
  const cosines = near?.space.score(ranked, near.vector, best);
  const hits: Hit[] = [];
  for (const ordinal of best) {
    const document = documentOf(ranked, ordinal);
    if (document === undefined) continue;
    hits.push({
      document,
      chunk: (ranked.chunks[ordinal] ?? 0) - (ranked.partition.bases[document.segmentIndex] ?? 0),
      score: scores[ordinal] ?? 0,
      lexicalScore: lexical.scores[ordinal] ?? 0,
      denseScore: cosines?.get(ordinal),
    });
  }
  return { hits, candidates: matched.length, strategy: found?.strategy };
}

function scoresOf({ ordinals, scores: values }: NearChunks, count: number): Scores {
  const scores = new Float64Array(count);
  for (const [at, ordinal] of ordinals.entries()) scores[ordinal] = values[at] ?? 0;
  return { scores, matched: ordinals };
}

/** BM25, and for the best by it how close together the terms stand. The addition is never negative, so that none below overtakes. */
async function scoreLexical(request: RankRequest): Promise<Scores> {
  const { scope, expansion, weights, wanted, slice, check } = request;
  const lexicon = await openLexicon(scope, slice, check);
  const isExpanded = expansion.fuzzy || expansion.prefix;
  const query = isExpanded ? await expandTerms(request.query, lexicon, expansion) : request.query;
  const lexical = await scoreBm25(scope, lexicon, query.terms, weights.headingBoost, wanted, slice, check);
  if (weights.proximityBoost === 0) return lexical;
  const proximity = createProximityScorer(scope, lexicon, query.order);
  if (proximity === undefined) return lexical;
  const { scores, matched } = lexical;
  for (const ordinal of bestOrdinals(scores, matched, proximityDepth)) {
    scores[ordinal] = (scores[ordinal] ?? 0) + weights.proximityBoost * proximity.score(ordinal);
  }
  return lexical;
}

/** By document: what its age takes from the score. */
function factorsOf({ scope, factorOf }: RankRequest): Float64Array | undefined {
  return factorOf && Float64Array.from(scope.ranked.documents, factorOf);
}

function aged(scores: Scores, factors: Float64Array | undefined, { owner }: ReadableSet): Scores {
  if (factors === undefined) return scores;
  return {
    ...scores,
    scores: scores.scores.map((score, ordinal) => score * (factors[owner[ordinal] ?? 0] ?? 0)),
  };
}

function documentOf({ documents, owner }: ReadableSet, ordinal: number): LiveDocument | undefined {
  return documents[owner[ordinal] ?? 0];
}
