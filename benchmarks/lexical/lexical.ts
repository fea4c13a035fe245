import type { RunReport } from '../../packages/ai-retrieval/src/evaluation/evaluation.ts';
import type { Ranking } from '../assistant/search-peers.ts';
import type { Benchmark, BenchmarkRun, Figure } from '../harness/benchmark.ts';
import { interleave, median, ratioOf } from '../harness/rounds.ts';
import { evaluateSet, gainOver, meanOf } from './evaluate-set.ts';
import { irSets, type IrSet } from './ir-set.ts';
import { openOurs } from './ours.ts';
import { openPeers } from './peers.ts';

/** Quality and speed of search by words on test collections, beside the engines that JavaScript has. */
export const lexicalBenchmark: Benchmark = {
  name: 'lexical',
  summary: 'Search by words on test collections: nDCG@10, recall@100 and time per query beside five engines',
  peers: ['lunr', 'minisearch', 'wink-bm25-text-search', '@orama/orama'],
  measures: ['benchmarks/lexical', 'packages/ai-retrieval/src/search', 'packages/ai-retrieval/src/analysis'],
  run: measure,
};

/** Ours: as it comes, with nearness of words, and as plain as Lucene's. */
const ways = { ours: {}, 'with proximity': { proximityBoost: 1 }, 'body alone': { headingBoost: 0 } };
const depth = 1_000;
const ndcgTargets: Readonly<Record<string, number>> = { cranfield: 0.374 };
const tunedTargets: Readonly<Record<string, number>> = { cranfield: 0.385 };

async function measure(run: BenchmarkRun): Promise<readonly Figure[]> {
  const sets = irSets(run);
  if (run.dataDirectory === undefined)
    run.progress('the quality of search is measured on test collections: give their folder with --data');
  const figures: Figure[] = [];
  for (const set of sets) figures.push(...(await measureSet(set, run)));
  return figures;
}

type Ask = (query: string) => Promise<Ranking>;

async function measureSet(set: IrSet, run: BenchmarkRun): Promise<readonly Figure[]> {
  run.signal.throwIfAborted();
  run.progress(`${set.name}: ${String(set.documents.length)} documents, ${String(set.queries.length)} judged queries`);
  const ours = await openOurs(set, ways);
  const peers = await openPeers(set.documents);
  try {
    const systems: Record<string, Ask> = {};
    for (const name of Object.keys(ways) as (keyof typeof ways)[])
      systems[name] = async (query) => (await ours[name].search(query, depth)).ranking;
    for (const [name, search] of Object.entries(peers)) systems[name] = async (query) => search(query, depth);
    const reports: Record<string, RunReport> = {};
    for (const [system, ask] of Object.entries(systems)) reports[system] = await evaluateSet(set, system, ask, run);
    const timed = await timeQueries(set, ours, peers, run);
    return [...qualityFigures(set, reports, Object.keys(peers)), ...timed];
  } finally {
    await ours[Symbol.asyncDispose]();
  }
}

function qualityFigures(
  { name }: IrSet,
  reports: Readonly<Record<string, RunReport>>,
  peers: readonly string[],
): readonly Figure[] {
  const figure = (system: string, measure: 'ndcg10' | 'recall100', title: string, metric: string): Figure => {
    const limit = (system === 'ours' ? ndcgTargets : tunedTargets)[name];
    const isTargeted = measure === 'ndcg10' && system !== 'body alone' && limit !== undefined;
    return {
      name: `${name}: ${title}`,
      metric: `${name}.${metric}`,
      ours: meanOf(reports[system], measure),
      unit: '',
      ...(isTargeted ? { target: { limit, better: 'higher' as const } } : {}),
      peers: Object.fromEntries(peers.map((peer) => [peer, meanOf(reports[peer], measure)])),
      ratio: {},
      ...(measure === 'ndcg10' ? { note: noteOf(reports, system, peers) } : {}),
    };
  };
  return [
    figure('ours', 'ndcg10', 'nDCG@10', 'ndcg10'),
    figure('with proximity', 'ndcg10', 'nDCG@10 with proximity', 'proximity.ndcg10'),
    figure('body alone', 'ndcg10', 'nDCG@10 of the body alone', 'body.ndcg10'),
    figure('ours', 'recall100', 'recall@100', 'recall100'),
  ];
}

/** How sure the difference to the best peer is. */
function noteOf(reports: Readonly<Record<string, RunReport>>, system: string, peers: readonly string[]): string {
  const own = reports[system];
  const [best] = [...peers].sort((a, b) => meanOf(reports[b], 'ndcg10') - meanOf(reports[a], 'ndcg10'));
  const other = reports[best ?? ''];
  if (own === undefined || other === undefined) return '';
  return gainOver(best ?? '', other, own);
}

async function timeQueries(
  set: IrSet,
  ours: Awaited<ReturnType<typeof openOurs<keyof typeof ways>>>,
  peers: Awaited<ReturnType<typeof openPeers>>,
  run: BenchmarkRun,
): Promise<readonly Figure[]> {
  const queries = run.isQuick ? set.queries.slice(0, 10) : set.queries;
  const perQuery = async (ask: (query: string) => Promise<number>): Promise<number> => {
    let sum = 0;
    for (const { text } of queries) sum += await ask(text);
    return sum / queries.length;
  };
  const contenders = Object.fromEntries([
    ...(['ours', 'with proximity'] as const).map((name) => [
      name,
      () => perQuery(async (query) => (await ours[name].search(query, depth)).milliseconds),
    ]),
    ['ranking', () => perQuery(async (query) => (await ours.ours.search(query, depth)).rankMilliseconds)],
    ...Object.entries(peers).map(([name, search]) => [
      name,
      () =>
        perQuery(async (query) => {
          const started = performance.now();
          await search(query, depth);
          return performance.now() - started;
        }),
    ]),
  ]) as Readonly<Record<string, () => Promise<number>>>;
  run.progress(`${set.name}: time of a query ...`);
  const rounds = await interleave(contenders, run.rounds, run.signal);
  const { ours: plain = [], 'with proximity': near = [], ranking = [], ...rest } = rounds;
  const figure = (title: string, metric: string, own: readonly number[]): Figure => ({
    name: `${set.name}: ${title}`,
    metric: `${set.name}.${metric}`,
    ours: median(own),
    unit: 'ms',
    ...(set.name === 'cranfield' && metric === 'msPerQuery' ? { target: { limit: 0.25, better: 'lower' } } : {}),
    peers: Object.fromEntries(Object.entries(rest).map(([name, values]) => [name, median(values)])),
    ratio: Object.fromEntries(Object.entries(rest).map(([name, values]) => [name, ratioOf(own, values)])),
    note: `k = ${String(depth)}; ours with access lists, without reading texts`,
  });
  return [
    figure('a query', 'msPerQuery', plain),
    figure('a query with proximity', 'proximity.msPerQuery', near),
    figure('the ranking alone', 'rankMsPerQuery', ranking),
  ];
}
