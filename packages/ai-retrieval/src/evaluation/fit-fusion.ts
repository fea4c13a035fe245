import { AiError, createContext } from '@org/ai-core';
import { mean } from '@org/ai-stats';
import type { RetrievalIndex } from '../index/retrieval-index.ts';
import { fuseLists } from '../search/fuse-lists.ts';
import type { RetrievedPassage, SearchMode } from '../search/search-types.ts';
import { compareRuns, evaluateRun, type RunComparison } from './evaluate-run.ts';
import type { JudgedQuery } from './judged-query.ts';
import { ndcgAt, relevantCount, type Measure } from './measures.ts';
import type { Judgements, RankedDocument } from './trec.ts';

/** On what a weight is fitted. */
export interface FitFusionOptions {
  readonly queries: readonly JudgedQuery[];
  readonly judgements: Judgements;
  /** What is to be as high as possible. @defaultValue nDCG@10 */
  readonly measure?: Measure | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** A weight, and what it is worth on queries that it was not fitted on. */
export interface FusionFit {
  /** For `SearchRequest.denseWeight`: fitted on all queries. */
  readonly denseWeight: number;
  readonly queries: number;
  /** Means over the queries: `fitted` by the weight of the other folds. */
  readonly means: Readonly<Record<'lexical' | 'dense' | 'reciprocalRank' | 'fitted', number>>;
  /** The fitted fusion, on held-out queries, less each of the others. Use the weight only where it is better than all of them. */
  readonly over: Readonly<Record<'lexical' | 'dense' | 'reciprocalRank', RunComparison>>;
}

const folds = 5;
const leastQueries = 20;
const steps = 20;
const depth = 100;

/**
 * Finds how much meaning is to count beside words in hybrid search, and says by cross-validation in five folds whether that is better than either alone and than reciprocal rank fusion.
 *
 * @throws AiError `invalid-input` (fewer than 20 queries with a relevant document), `unsupported` (the index has no embedder that the principals may use), `aborted`
 */
export async function fitFusion(index: RetrievalIndex, options: FitFusionOptions): Promise<FusionFit> {
  const { judgements, measure = ndcgAt(10), signal } = options;
  const queries = options.queries.filter(({ id }) => relevantCount(judgements.get(id) ?? new Map()) > 0);
  if (queries.length < leastQueries)
    throw new AiError('invalid-input', `queries must hold at least ${String(leastQueries)} with a relevant document`);
  const ask = async ({ query, principal }: JudgedQuery, mode: SearchMode): Promise<readonly RetrievedPassage[]> => {
    const { passages, plan } = await index.search({ query, mode, limit: depth }, createContext({ principal, signal }));
    if (plan.mode === mode || passages.length === 0) return passages;
    throw new AiError('unsupported', 'the index answers by words alone; open it with an embedder, and ingest');
  };
  const lists: (readonly (readonly RetrievedPassage[])[])[] = [];
  for (const query of queries) lists.push([await ask(query, 'lexical'), await ask(query, 'dense')]);
  const rankings = (denseWeight: number | undefined): readonly (readonly string[])[] =>
    lists.map((both) => fusedDocuments(both, denseWeight));
  const scoresOf = (denseWeight: number | undefined): readonly number[] =>
    rankings(denseWeight).map((ranking, at) => measure(ranking, judgements.get(queries[at]?.id ?? '') ?? new Map()));
  const grid = Array.from({ length: steps + 1 }, (_, step) => step / steps);
  const table = grid.map(scoresOf);
  const bestWithout = (fold: number): number => {
    const means = table.map((scores) => mean(scores.filter((_, at) => at % folds !== fold)));
    return means.indexOf(Math.max(...means));
  };
  const chosen = Array.from({ length: folds }, (_, fold) => grid[bestWithout(fold)] ?? 0);
  const heldOut = lists.map((both, at) => fusedDocuments(both, chosen[at % folds]));
  const report = (documents: readonly (readonly string[])[]): ReturnType<typeof evaluateRun> => {
    const run = new Map(queries.map(({ id }, at) => [id, ranked(documents[at] ?? [])]));
    const own = new Map(queries.map(({ id }) => [id, judgements.get(id) ?? new Map<string, number>()]));
    return evaluateRun(run, own, { measures: { measure } });
  };
  const others = {
    lexical: report(rankings(0)),
    dense: report(rankings(1)),
    reciprocalRank: report(rankings(undefined)),
  };
  const fitted = report(heldOut);
  const meanOf = ({ measures }: typeof fitted): number => measures['measure']?.mean ?? 0;
  const over = (other: typeof fitted): RunComparison => compareRuns(other, fitted, 'measure');
  const { lexical, dense, reciprocalRank } = others;
  return {
    denseWeight: grid[bestWithout(folds)] ?? 0,
    queries: queries.length,
    means: {
      lexical: meanOf(lexical),
      dense: meanOf(dense),
      reciprocalRank: meanOf(reciprocalRank),
      fitted: meanOf(fitted),
    },
    over: { lexical: over(lexical), dense: over(dense), reciprocalRank: over(reciprocalRank) },
  };
}

const byDocumentAndPlace = {
  keyOf: ({ document, span }: RetrievedPassage) => `${String(span.start)} ${document}`,
  scoreOf: ({ score }: RetrievedPassage) => score,
  compare: (a: RetrievedPassage, b: RetrievedPassage) =>
    a.document === b.document ? a.span.start - b.span.start : a.document < b.document ? -1 : 1,
};

/** Documents in the order of their best passage, as hybrid search would fuse the passages. */
function fusedDocuments(
  lists: readonly (readonly RetrievedPassage[])[],
  denseWeight: number | undefined,
): readonly string[] {
  return [...new Set(fuseLists(lists, byDocumentAndPlace, denseWeight).map(({ item }) => item.document))];
}

function ranked(documents: readonly string[]): readonly RankedDocument[] {
  return documents.map((document, place) => ({ document, score: documents.length - place }));
}
