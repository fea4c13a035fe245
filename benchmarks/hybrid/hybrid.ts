import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTenantEmbedding } from '../../examples/assistant/src/assistant/embedding.ts';
import type { SearchMode } from '../../packages/ai-retrieval/src/index.ts';
import type { RunReport } from '../../packages/ai-retrieval/src/evaluation/evaluation.ts';
import type { Ranking } from '../assistant/search-peers.ts';
import type { Benchmark, BenchmarkRun, Figure } from '../harness/benchmark.ts';
import { evaluateSet, gainOver, meanOf } from '../lexical/evaluate-set.ts';
import { irSets, type IrSet } from '../lexical/ir-set.ts';
import { openOurs } from '../lexical/ours.ts';

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
      let spent = 0;
      const ask = async (query: string): Promise<Ranking> => {
        const { ranking, milliseconds } = await ours.ours.search(query, depth, mode);
        spent += milliseconds;
        return ranking;
      };
      reports[mode] = await evaluateSet(set, mode, ask, run);
      times[mode] = spent / set.queries.length;
    }
    return figuresOf(set.name, reports, times);
  } finally {
    await ours[Symbol.asyncDispose]();
    await embedding[Symbol.asyncDispose]();
    rmSync(models, { recursive: true, force: true });
  }
}

function figuresOf(
  name: string,
  reports: Readonly<Record<SearchMode, RunReport>>,
  times: Readonly<Record<SearchMode, number>>,
): readonly Figure[] {
  const over = (mode: SearchMode): string => `fused ${gainOver(mode, reports[mode], reports.hybrid)}`;
  const figure = (title: string, metric: string, measure: 'ndcg10' | 'recall100', note: string): Figure => ({
    name: `${name}: ${title}`,
    metric: `${name}.${metric}`,
    ours: meanOf(reports.hybrid, measure),
    unit: '',
    peers: { 'words alone': meanOf(reports.lexical, measure), 'meaning alone': meanOf(reports.dense, measure) },
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
