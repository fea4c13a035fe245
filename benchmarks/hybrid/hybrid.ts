import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTenantEmbedding } from '../../examples/assistant/src/assistant/embedding.ts';
import type { SearchMode } from '../../packages/ai-retrieval/src/index.ts';
import { fitFusion, type FusionFit, type RunReport } from '../../packages/ai-retrieval/src/evaluation/evaluation.ts';
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
const reader = { kind: 'user', tenant: 'bench', subject: 'reader', groups: [] } as const;

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
    run.progress(`${set.name}: fitting a weight ...`);
    const fit = await fitFusion(ours.ours.index, {
      queries: set.queries.map(({ id, text }) => ({ id, query: text, principal: reader })),
      judgements: new Map(
        [...set.judgements].map(([query, grades]) => [query, new Map([...grades].map(([doc]) => [doc, 1]))]),
      ),
      signal: run.signal,
    });
    return [...figuresOf(set.name, reports, times), weighted(set.name, fit)];
  } finally {
    await ours[Symbol.asyncDispose]();
    await embedding[Symbol.asyncDispose]();
    rmSync(models, { recursive: true, force: true });
  }
}

/** With a weight that is fitted on four fifths of the queries, on the others. */
function weighted(name: string, { denseWeight, means, over }: FusionFit): Figure {
  const gain = (other: keyof FusionFit['over']): string => {
    const { difference, pValue } = over[other];
    return `${difference.low.toFixed(3)} to ${difference.high.toFixed(3)}, p = ${pValue.toFixed(3)}`;
  };
  return {
    name: `${name}: nDCG@10 by a fitted weight, on held-out queries`,
    metric: `${name}.fitted`,
    ours: means.fitted,
    unit: '',
    peers: { 'words alone': means.lexical, 'meaning alone': means.dense, 'reciprocal rank': means.reciprocalRank },
    ratio: {},
    note: `weight of meaning over all queries ${denseWeight.toFixed(2)}; over words ${gain('lexical')}; over meaning ${gain('dense')}; over reciprocal rank ${gain('reciprocalRank')}`,
  };
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
