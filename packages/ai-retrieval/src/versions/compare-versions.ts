import { AiError, createContext, type Clock } from '@org/ai-core';
import { compareRuns, evaluateRun, type RunComparison, type RunReport } from '../evaluation/evaluate-run.ts';
import type { JudgedQuery } from '../evaluation/judged-query.ts';
import type { Judgements, RankedDocument } from '../evaluation/trec.ts';
import type { RetrievalIndex } from '../index/retrieval-index.ts';
import type { SearchRequest } from '../search/search-types.ts';
import type { PromotionEvidence } from './versions-manifest.ts';

/** What two versions are compared on. */
export interface CompareOptions {
  readonly queries: readonly JudgedQuery[];
  readonly judgements: Judgements;
  /** How both are asked. @defaultValue limit 100 */
  readonly request?: Omit<SearchRequest, 'query'> | undefined;
  /** How the candidate is asked, when the service will ask it otherwise: the move from words to `hybrid`. @defaultValue `request` */
  readonly candidateRequest?: Omit<SearchRequest, 'query'> | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Milliseconds per search, as the caller waits for it. */
export interface Latency {
  readonly p50: number;
  readonly p95: number;
}

/** Two versions on the same queries. */
export interface VersionComparison {
  readonly queries: number;
  readonly baseline: { readonly report: RunReport; readonly latency: Latency };
  readonly candidate: { readonly report: RunReport; readonly latency: Latency };
  /** Candidate less baseline, by measure. */
  readonly differences: Readonly<Record<string, RunComparison>>;
}

/** Asks both the same queries in turn, and scores the documents that they find. */
export async function compareIndexes(
  baseline: RetrievalIndex,
  candidate: RetrievalIndex,
  { queries, judgements, request = { limit: 100 }, candidateRequest = request, signal }: CompareOptions,
  clock: Clock,
): Promise<VersionComparison> {
  if (queries.length === 0) throw new AiError('invalid-input', 'queries must hold at least one query');
  if (new Set(queries.map(({ id }) => id)).size < queries.length)
    throw new AiError('invalid-input', 'queries must have ids of their own; one id is there twice');
  const sides = [
    { index: baseline, request, run: new Map<string, readonly RankedDocument[]>(), times: [] as number[] },
    {
      index: candidate,
      request: candidateRequest,
      run: new Map<string, readonly RankedDocument[]>(),
      times: [] as number[],
    },
  ] as const;
  for (const [number, { id, query, principal }] of queries.entries()) {
    // Whoever comes second finds warm caches: they take turns. The first query is asked once more, for it opens files.
    const order = number % 2 === 0 ? sides : [sides[1], sides[0]];
    for (const side of order) {
      const ask = (): ReturnType<RetrievalIndex['search']> =>
        side.index.search({ ...side.request, query }, createContext({ principal, signal }));
      if (number === 0) await ask();
      const started = clock.monotonicMs();
      const { passages } = await ask();
      side.times.push(clock.monotonicMs() - started);
      const best = new Map<string, number>();
      for (const { document, score } of passages) if (!best.has(document)) best.set(document, score);
      // Scores of fused lists tie, and may grow by age: the order is what was asked for.
      side.run.set(
        id,
        Array.from(best.keys(), (document, place) => ({ document, score: best.size - place })),
      );
    }
  }
  const asked = new Set(queries.map(({ id }) => id));
  const judged = new Map([...judgements].filter(([id]) => asked.has(id)));
  const [before, after] = [evaluateRun(sides[0].run, judged), evaluateRun(sides[1].run, judged)];
  return {
    queries: before.queries,
    baseline: { report: before, latency: latencyOf(sides[0].times) },
    candidate: { report: after, latency: latencyOf(sides[1].times) },
    differences: Object.fromEntries(
      Object.keys(before.measures).map((measure) => [measure, compareRuns(before, after, measure)]),
    ),
  };
}

/** What a candidate must keep. */
export interface PromotionGate {
  /** `ndcg@10`, `recall@100`, `map` or `mrr`. @defaultValue ndcg@10 */
  readonly measure?: string | undefined;
  /** How much of the measure may be lost at most, with the confidence of the interval. @defaultValue 0.01 */
  readonly maxLoss?: number | undefined;
  /** How many times as long the slowest twentieth of searches may take. @defaultValue not judged */
  readonly maxSlowdown?: number | undefined;
}

/** Whether a candidate may answer, and why. */
export interface GateVerdict {
  /** `undecided` when the queries are too few to tell; it is not promoted then either. */
  readonly verdict: 'pass' | 'fail' | 'undecided';
  readonly reasons: readonly string[];
  readonly evidence: PromotionEvidence;
}

// Below, an interval over queries promises more than it knows.
const leastQueries = 20;

/** Applies the gate to a comparison. @throws AiError `invalid-input` */
export function judge(comparison: VersionComparison, gate: PromotionGate = {}): GateVerdict {
  const { measure = 'ndcg@10', maxLoss = 0.01, maxSlowdown } = gate;
  if (!(maxLoss >= 0 && maxLoss <= 1)) throw new AiError('invalid-input', 'gate.maxLoss must be between 0 and 1');
  if (maxSlowdown !== undefined && !(maxSlowdown > 0))
    throw new AiError('invalid-input', 'gate.maxSlowdown must be greater than 0');
  const difference = comparison.differences[measure]?.difference;
  const [baseline, candidate] = [comparison.baseline, comparison.candidate].map(
    ({ report }) => report.measures[measure]?.mean,
  );
  if (difference === undefined || baseline === undefined || candidate === undefined)
    throw new AiError('invalid-input', `gate.measure must be one of ${Object.keys(comparison.differences).join(', ')}`);
  const { estimate, low, high } = difference;
  const evidence = {
    measure,
    queries: comparison.queries,
    baseline,
    candidate,
    difference: { estimate, low, high },
    maxLoss,
  };
  const figures = `${measure} ${candidate.toFixed(3)} against ${baseline.toFixed(3)}, difference [${low.toFixed(3)}, ${high.toFixed(3)}]`;
  const failed: string[] = [];
  const undecided: string[] = [];
  if (high < -maxLoss) failed.push(`${figures}: more is lost than ${String(maxLoss)}`);
  else if (comparison.queries < leastQueries)
    undecided.push(`${String(comparison.queries)} judged queries; at least ${String(leastQueries)} are needed`);
  else if (low < -maxLoss)
    undecided.push(`${figures}: a loss of ${String(maxLoss)} is not ruled out; judge more queries`);
  const slowdown = comparison.candidate.latency.p95 / comparison.baseline.latency.p95;
  if (maxSlowdown !== undefined && !(slowdown <= maxSlowdown))
    failed.push(`the slowest twentieth takes ${slowdown.toFixed(2)} times as long; ${String(maxSlowdown)} is allowed`);
  if (failed.length > 0) return { verdict: 'fail', reasons: [...failed, ...undecided], evidence };
  if (undecided.length > 0) return { verdict: 'undecided', reasons: undecided, evidence };
  return { verdict: 'pass', reasons: [figures], evidence };
}

function latencyOf(times: readonly number[]): Latency {
  const sorted = [...times].sort((a, b) => a - b);
  const at = (share: number): number => sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? 0;
  return { p50: at(0.5), p95: at(0.95) };
}
