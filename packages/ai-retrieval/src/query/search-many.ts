import { AiError, throwIfDone, type CallContext } from '@org/ai-core';
import type { RetrievalIndex } from '../index/retrieval-index.ts';
import { reciprocalRank } from '../search/fuse.ts';
import type { RetrievedPassage, SearchPlan, SearchRequest } from '../search/search-types.ts';

/** Several queries for one answer; everything else holds for each of them. */
export interface SearchManyRequest extends Omit<SearchRequest, 'query'> {
  /** From 1 to 8; one that comes twice counts once. */
  readonly queries: readonly string[];
}

/** The fused passages, best first, and the plan of each search in the order of the queries. */
export interface SearchManyResponse {
  /** `score` is the fused one; the other scores are those of the query that ranked the passage highest. */
  readonly passages: readonly RetrievedPassage[];
  readonly plans: readonly SearchPlan[];
}

const mostQueries = 8;
const mostPassages = 1_000;

interface Fused {
  readonly passage: RetrievedPassage;
  readonly rank: number;
  readonly score: number;
}

/**
 * Searches for several queries as one principal and fuses the lists by reciprocal rank: a passage that more queries find stands higher. Each list is twice as long as what is given back.
 * With one query the passages and their order are those of `search`.
 *
 * @throws AiError `invalid-input`, and as `search` of the index; the first search that fails stops the others
 */
export async function searchMany(
  index: Pick<RetrievalIndex, 'search'>,
  request: SearchManyRequest,
  context: CallContext,
): Promise<SearchManyResponse> {
  const { queries, limit = 10, ...rest } = request;
  throwIfDone(context);
  const different = [...new Set(queries)];
  if (different.length < 1 || different.length > mostQueries)
    throw new AiError('invalid-input', 'queries must hold 1 to 8 different queries');
  if (!Number.isInteger(limit) || limit < 1 || limit > mostPassages)
    throw new AiError('invalid-input', 'limit must be a whole number from 1 to 1000');
  const stop = new AbortController();
  const signal = context.signal === undefined ? stop.signal : AbortSignal.any([context.signal, stop.signal]);
  const depth = Math.min(mostPassages, different.length === 1 ? limit : 2 * limit);
  try {
    const responses = await Promise.all(
      different.map((query) => index.search({ ...rest, query, limit: depth }, { ...context, signal })),
    );
    const lists = responses.map(({ passages }) => passages);
    return { passages: fuseLists(lists).slice(0, limit), plans: responses.map(({ plan }) => plan) };
  } catch (error) {
    stop.abort(new AiError('aborted', 'another query of the same search has failed'));
    throw error;
  }
}

function fuseLists(lists: readonly (readonly RetrievedPassage[])[]): readonly RetrievedPassage[] {
  const found = new Map<string, Fused>();
  for (const list of lists) {
    for (const [place, passage] of list.entries()) {
      const key = JSON.stringify([passage.document, passage.digest, passage.span.start, passage.span.end]);
      const known = found.get(key);
      const score = (known?.score ?? 0) + reciprocalRank(place);
      const best = known !== undefined && known.rank <= place ? known : { passage, rank: place };
      found.set(key, { passage: best.passage, rank: best.rank, score });
    }
  }
  return [...found.values()].sort(compare).map(({ passage, score }) => ({ ...passage, score }));
}

/** A function of the lists alone, whatever their order. */
function compare(a: Fused, b: Fused): number {
  if (a.score !== b.score) return b.score - a.score;
  if (a.rank !== b.rank) return a.rank - b.rank;
  if (a.passage.document !== b.passage.document) return a.passage.document < b.passage.document ? -1 : 1;
  return a.passage.span.start - b.passage.span.start;
}
