import { AiError } from '@org/ai-core';
import { bcaInterval, mean, pairedBootstrap, pairedPermutation, type Interval } from '@org/ai-stats';
import { averagePrecision, ndcgAt, recallAt, reciprocalRank, relevantCount, type Measure } from './measures.ts';
import { inOrder, type Judgements, type RetrievalRun } from './trec.ts';

/** What to measure, and how sure to be. */
export interface EvaluateRunOptions {
  /** By the name that they have in the report. @defaultValue ndcg@10, recall@100, map, mrr */
  readonly measures?: Readonly<Record<string, Measure>> | undefined;
  /** Of the intervals. @defaultValue 0.95 */
  readonly level?: number | undefined;
}

/** The measures of a run, over the queries that have a relevant document. */
export interface RunReport {
  readonly queries: number;
  /** Judged queries for which the run has no ranking: they score 0, so that leaving hard ones out wins nothing. */
  readonly unanswered: number;
  /** Judged queries without a relevant document: not scored. */
  readonly unscorable: number;
  readonly measures: Readonly<Record<string, MeasureReport>>;
}

/** The mean over the queries, and the score of each. */
export interface MeasureReport {
  readonly mean: number;
  /** Of the mean (bootstrap, bias-corrected and accelerated: Efron 1987); undefined for a single query, which says nothing about others. */
  readonly interval: Interval | undefined;
  readonly perQuery: ReadonlyMap<string, number>;
}

const defaults: Readonly<Record<string, Measure>> = {
  'ndcg@10': ndcgAt(10),
  'recall@100': recallAt(100),
  map: averagePrecision,
  mrr: reciprocalRank,
};

/**
 * Scores a run against judgements with trec_eval's definitions; the means are those of `trec_eval -c`, apart from queries without a relevant document, which are left out.
 *
 * @throws AiError `invalid-input` when a ranking names a document twice, a score is no number, or no query can be scored
 * @example
 * ```ts
 * import { evaluateRun, parseTrecQrels, parseTrecRun } from '@org/ai-retrieval/evaluation';
 *
 * const report = evaluateRun(
 *   parseTrecRun('q1 Q0 refunds.md 1 7.5 lexical\nq1 Q0 depots.md 2 3.1 lexical\n'),
 *   parseTrecQrels('q1 0 refunds.md 1\n'),
 * );
 * console.log(report.measures['ndcg@10']?.mean);
 * ```
 */
export function evaluateRun(run: RetrievalRun, judgements: Judgements, options: EvaluateRunOptions = {}): RunReport {
  const { measures = defaults, level = 0.95 } = options;
  const scorable = [...judgements].filter(([, grades]) => relevantCount(grades) > 0);
  if (scorable.length === 0)
    throw new AiError('invalid-input', 'no query has a relevant document; check the judgements');
  const rankings = new Map(scorable.map(([query]) => [query, rankingOf(run, query)]));
  const reports = Object.entries(measures).map(([name, measure]): [string, MeasureReport] => {
    const perQuery = new Map(scorable.map(([query, grades]) => [query, measure(rankings.get(query) ?? [], grades)]));
    const scores = [...perQuery.values()];
    const interval = scores.length > 1 ? bcaInterval(scores, { level }) : undefined;
    return [name, { mean: mean(scores), interval, perQuery }];
  });
  return {
    queries: scorable.length,
    unanswered: scorable.filter(([query]) => !run.has(query)).length,
    unscorable: judgements.size - scorable.length,
    measures: Object.fromEntries(reports),
  };
}

/** What one run gained over another on the same queries. */
export interface RunComparison {
  /** Candidate less baseline, with its interval (paired bootstrap over queries). */
  readonly difference: Interval;
  /** Of the two-sided permutation test that both runs are alike. */
  readonly pValue: number;
}

/**
 * Compares two reports by a measure, query by query.
 *
 * @throws AiError `invalid-input` when a report lacks the measure, or they are of different queries
 */
export function compareRuns(baseline: RunReport, candidate: RunReport, measure: string): RunComparison {
  const before = baseline.measures[measure]?.perQuery;
  const after = candidate.measures[measure]?.perQuery;
  if (before === undefined || after === undefined) {
    throw new AiError('invalid-input', 'both reports must have the measure; evaluate both with the same measures');
  }
  if (before.size !== after.size || [...before.keys()].some((query) => !after.has(query))) {
    throw new AiError('invalid-input', 'the reports are of different queries; evaluate both on the same judgements');
  }
  const scores = {
    baseline: [...before.values()],
    candidate: [...before.keys()].map((query) => after.get(query) ?? 0),
  };
  return { difference: pairedBootstrap(scores), pValue: pairedPermutation(scores).pValue };
}

function rankingOf(run: RetrievalRun, query: string): readonly string[] {
  const ranking = run.get(query) ?? [];
  if (ranking.some(({ score }) => Number.isNaN(score)))
    throw new AiError('invalid-input', 'a score of the run is no number; give each document a finite score');
  const documents = inOrder(ranking).map(({ document }) => document);
  if (new Set(documents).size < documents.length) {
    throw new AiError('invalid-input', 'a ranking names a document twice; keep its best passage only');
  }
  return documents;
}
