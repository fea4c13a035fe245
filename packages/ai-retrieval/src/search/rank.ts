import type { ReadableSet } from '../access/readable-set.ts';
import type { LiveDocument } from '../index/partition.ts';
import type { TimeSlice } from '../internal/time-slice.ts';
import { chunkSpan } from '../segment/segment.ts';
import { best } from './best.ts';
import { scoreBm25, type RankingScope } from './bm25.ts';
import { scoreDense } from './dense.ts';
import { fuse } from './fuse.ts';

/** A chunk that ranked among the best. */
export interface Hit {
  readonly document: LiveDocument;
  /** Ordinal in its segment. */
  readonly chunk: number;
  readonly score: number;
  readonly lexicalScore: number;
  readonly denseScore: number | undefined;
}

/** What to rank by: terms, a query vector, or both. */
export interface RankRequest {
  readonly scope: RankingScope;
  readonly terms: ReadonlyMap<string, number>;
  readonly vector: Float32Array | undefined;
  readonly isLexical: boolean;
  readonly limit: number;
  readonly headingBoost: number;
  readonly slice: TimeSlice;
  /** Throws when the caller has gone or the time is over. */
  readonly check: () => void;
}

// Deep enough that a chunk which only one list ranks high still meets its rank in the other.
const fusedDepth = 100;

/** Ranks the readable chunks. Equal scores are ordered by document id and place, so that an order never depends on how the index was built. */
export async function rank(
  request: RankRequest,
): Promise<{ readonly hits: readonly Hit[]; readonly candidates: number }> {
  const { scope, terms, vector, limit, slice, check } = request;
  const { ranked } = scope;
  const lexical = await scoreBm25(scope, terms, request.headingBoost, slice, check);
  const dense = vector === undefined ? undefined : await scoreDense(ranked, vector, slice, check);
  const byScore =
    (scores: Float64Array) =>
    (a: number, b: number): number =>
      (scores[b] ?? 0) - (scores[a] ?? 0) || comparePlaces(ranked, a, b);
  const depth = Math.max(limit, fusedDepth);
  const lists = [
    ...(request.isLexical ? [best(lexical.matched, depth, byScore(lexical.scores))] : []),
    ...(dense === undefined ? [] : [best(dense.matched, depth, byScore(dense.scores))]),
  ];
  let order = lists[0] ?? [];
  let scoreOf = (chunk: number): number => (request.isLexical ? lexical.scores[chunk] : dense?.scores[chunk]) ?? 0;
  if (lists.length > 1) {
    const fused = fuse(lists);
    scoreOf = (chunk) => fused.get(chunk) ?? 0;
    order = [...fused.keys()].sort((a, b) => scoreOf(b) - scoreOf(a) || comparePlaces(ranked, a, b));
  }
  const hits = order.slice(0, limit).flatMap((chunk): Hit[] => {
    const document = documentOf(ranked, chunk);
    if (document === undefined) return [];
    return [
      {
        document,
        chunk: localChunk(ranked, document, chunk),
        score: scoreOf(chunk),
        lexicalScore: lexical.scores[chunk] ?? 0,
        denseScore: dense?.scores[chunk],
      },
    ];
  });
  return { hits, candidates: order.length };
}

function documentOf(set: ReadableSet, chunk: number): LiveDocument | undefined {
  const owner = set.owner[chunk] ?? 0;
  return owner === 0 ? undefined : set.documents[owner - 1];
}

function localChunk(set: ReadableSet, document: LiveDocument, chunk: number): number {
  return chunk - (set.partition.bases[document.segmentIndex] ?? 0);
}

function comparePlaces(set: ReadableSet, a: number, b: number): number {
  const first = documentOf(set, a);
  const second = documentOf(set, b);
  if (first === undefined || second === undefined) return a - b;
  if (first.id !== second.id) return first.id < second.id ? -1 : 1;
  const startOf = (document: LiveDocument, chunk: number): number =>
    chunkSpan(document.segment, localChunk(set, document, chunk)).start;
  return startOf(first, a) - startOf(second, b);
}
