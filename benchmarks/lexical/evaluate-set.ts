import {
  compareRuns,
  evaluateRun,
  ndcgAt,
  recallAt,
  type Measure,
  type RunReport,
} from '../../packages/ai-retrieval/src/evaluation/evaluation.ts';
import type { Ranking } from '../assistant/search-peers.ts';
import type { BenchmarkRun } from '../harness/benchmark.ts';
import type { IrSet } from './ir-set.ts';

const measures: Readonly<Record<'ndcg10' | 'recall100', Measure>> = { ndcg10: ndcgAt(10), recall100: recallAt(100) };

/** Asks a system every judged query of a set and scores what it gives: nDCG@10 and recall@100 by binary judgements, which the published figures of these collections use. */
export async function evaluateSet(
  set: IrSet,
  system: string,
  ask: (query: string) => Promise<Ranking>,
  run: BenchmarkRun,
): Promise<RunReport> {
  const rankings = new Map<string, { readonly document: string; readonly score: number }[]>();
  for (const { id, text, index } of set.queries) {
    run.signal.throwIfAborted();
    const ranking = await ask(text);
    // Descending scores, so that equal ones keep the order that the engine gave.
    rankings.set(
      id,
      ranking.map(({ doc }, place) => ({ document: doc, score: ranking.length - place })),
    );
    run.predict({ file: set.file, index, query: id, system, ranking: ranking.slice(0, 100) });
  }
  const binary = new Map(
    [...set.judgements].map(([query, grades]) => [query, new Map([...grades].map(([doc]) => [doc, 1]))]),
  );
  return evaluateRun(rankings, binary, { measures });
}

/** The mean of a measure. */
export function meanOf(report: RunReport | undefined, measure: keyof typeof measures): number {
  return report?.measures[measure]?.mean ?? Number.NaN;
}

/** How sure the difference in nDCG@10 to a baseline is, in words. */
export function gainOver(name: string, baseline: RunReport, candidate: RunReport): string {
  const { difference, pValue } = compareRuns(baseline, candidate, 'ndcg10');
  const signed = (value: number): string => `${value < 0 ? '-' : '+'}${Math.abs(value).toFixed(3)}`;
  return `over ${name}: ${signed(difference.low)} to ${signed(difference.high)}, p ${pValue < 0.001 ? '< .001' : `= ${pValue.toFixed(3)}`}`;
}
