import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTenantEmbedding } from '../../examples/assistant/src/assistant/embedding.ts';
import type { SearchMode } from '../../packages/ai-retrieval/src/index.ts';
import {
  compareRuns,
  evaluateRun,
  ndcgAt,
  recallAt,
  type RunReport,
} from '../../packages/ai-retrieval/src/evaluation/evaluation.ts';
import type { Benchmark, BenchmarkRun, Figure } from '../harness/benchmark.ts';
import { irSets, type IrSet } from '../lexical/ir-set.ts';
import { openOurs, type OurIndex } from '../lexical/ours.ts';

/** Words, meaning and both fused on test collections, with an embedder that is fitted on the collection itself. */
export const hybridBenchmark: Benchmark = {
  name: 'hybrid',
  summary: 'Search by words, by meaning and by both lists fused on test collections, with a corpus-fitted embedder',
  peers: [],
  measures: ['benchmarks/hybrid', 'packages/ai-retrieval/src/search', 'packages/ai-inference/src/fit'],
  run: measure,
};

const modes = ['lexical', 'dense', 'hybrid'] as const satisfies readonly SearchMode[];
const depth = 1_000;
const measures = { ndcg10: ndcgAt(10), recall100: recallAt(100) };

async function measure(run: BenchmarkRun): Promise<readonly Figure[]> {
  if (run.dataDirectory === undefined)
    run.progress('search is measured on test collections: give their folder with --data');
  const figures: Figure[] = [];
  for (const set of irSets(run)) figures.push(...(await measureSet(set, run)));
  return figures;
}

async function measureSet(set: IrSet, run: BenchmarkRun): Promise<readonly Figure[]> {
  run.signal.throwIfAborted();
  run.progress(`${set.name}: fitting an embedder on ${String(set.documents.length)} documents ...`);
  const models = mkdtempSync(join(tmpdir(), 'bench-hybrid-'));
  const embedding = createTenantEmbedding(models);
  const ours = await openOurs(set, { ours: { embedding } });
  try {
    const reports = {} as Record<SearchMode, RunReport>;
    const times = {} as Record<SearchMode, number>;
    for (const mode of modes) {
      run.progress(`${set.name}: ${mode} ...`);
      const { report, milliseconds } = await evaluate(set, ours.ours, mode, run);
      reports[mode] = report;
      times[mode] = milliseconds;
    }
    return figuresOf(set.name, reports, times);
  } finally {
    await ours[Symbol.asyncDispose]();
    await embedding[Symbol.asyncDispose]();
    rmSync(models, { recursive: true, force: true });
  }
}

async function evaluate(
  set: IrSet,
  index: OurIndex,
  mode: SearchMode,
  run: BenchmarkRun,
): Promise<{ readonly report: RunReport; readonly milliseconds: number }> {
  const rankings = new Map<string, { readonly document: string; readonly score: number }[]>();
  let milliseconds = 0;
  for (const { id, text, index: row } of set.queries) {
    run.signal.throwIfAborted();
    const answer = await index.search(text, depth, mode);
    milliseconds += answer.milliseconds;
    rankings.set(
      id,
      answer.ranking.map(({ doc }, place) => ({ document: doc, score: answer.ranking.length - place })),
    );
    run.predict({ file: set.file, index: row, query: id, system: mode, ranking: answer.ranking.slice(0, 100) });
  }
  const binary = new Map(
    [...set.judgements].map(([query, grades]) => [query, new Map([...grades].map(([doc]) => [doc, 1]))]),
  );
  return { report: evaluateRun(rankings, binary, { measures }), milliseconds: milliseconds / set.queries.length };
}

function figuresOf(
  name: string,
  reports: Readonly<Record<SearchMode, RunReport>>,
  times: Readonly<Record<SearchMode, number>>,
): readonly Figure[] {
  const meanOf = (mode: SearchMode, measure: string): number => reports[mode].measures[measure]?.mean ?? Number.NaN;
  const over = (mode: SearchMode): string => {
    const { difference, pValue } = compareRuns(reports[mode], reports.hybrid, 'ndcg10');
    const signed = (value: number): string => `${value < 0 ? '-' : '+'}${Math.abs(value).toFixed(3)}`;
    return `fused over ${mode}: ${signed(difference.low)} to ${signed(difference.high)}, p ${pValue < 0.001 ? '< .001' : `= ${pValue.toFixed(3)}`}`;
  };
  const figure = (title: string, metric: string, measure: string, note: string): Figure => ({
    name: `${name}: ${title}`,
    metric: `${name}.${metric}`,
    ours: meanOf('hybrid', measure),
    unit: '',
    peers: { 'words alone': meanOf('lexical', measure), 'meaning alone': meanOf('dense', measure) },
    ratio: {},
    note,
  });
  return [
    figure('nDCG@10 fused', 'ndcg10', 'ndcg10', `${over('lexical')}; ${over('dense')}`),
    figure('recall@100 fused', 'recall100', 'recall100', 'the default mode is words alone'),
    {
      name: `${name}: a query, fused`,
      metric: `${name}.msPerQuery`,
      ours: times.hybrid,
      unit: 'ms',
      peers: { 'words alone': times.lexical, 'meaning alone': times.dense },
      ratio: {},
      note: 'with embedding the query, without reading texts',
    },
  ];
}
