import {
  createUsearchGraphs,
  createVectorIndex,
  type UsearchModule,
  type VectorPlan,
} from '../../packages/ai-retrieval/src/vector/vector.ts';
import type { Benchmark, BenchmarkRun, Figure } from '../harness/benchmark.ts';
import { interleave, median, ratioOf, type Rounds } from '../harness/rounds.ts';
import { hits, type Answer, type Contender } from './contender.ts';
import { growth } from './growth.ts';
import { scanLimit } from './scan-limit.ts';
import { openSqliteVec } from './sqlite-vec.ts';
import { openUsearch } from './usearch.ts';
import { maskNames, trueBest, vectorSet, type MaskName, type VectorSet } from './vector-set.ts';
import { openZvec } from './zvec.ts';

/** Vector search under access sets, beside engines that npm installs without a compiler. */
export const vectorBenchmark: Benchmark = {
  name: 'vector',
  summary:
    'Recall and speed of vector search under access sets; build, memory, growth and the distance to the memory’s speed',
  peers: ['usearch', '@zvec/zvec', 'sqlite-vec'],
  measures: ['benchmarks/vector', 'packages/ai-retrieval/src/vector'],
  run: measure,
};

/** A peer must find that much to be a measure for speed. */
const comparableRecall = 0.98;
const strategies: readonly VectorPlan['strategy'][] = ['none', 'exact', 'bytes', 'bits', 'graph'];
/** Ours with the graph of usearch: asked without a filter alone. */
const withGraph = 'ours with a graph';

/** What is asked of ours: without a filter the promise is lower. */
const minRecall: Readonly<Partial<Record<MaskName, number>>> = { all: 0.975 };

async function measure(run: BenchmarkRun): Promise<readonly Figure[]> {
  const set = vectorSet(run);
  run.progress(`the true best of ${set.queries.length} queries among ${set.count} vectors ...`);
  const truth = trueBest(set, hits);

  const plans = new Map<MaskName, VectorPlan>();
  const ours = openOurs(set, plans);
  const openers = { usearch: openUsearch, zvec: openZvec, 'sqlite-vec': openSqliteVec };
  const peers: Record<string, Contender> = {};
  for (const [name, open] of Object.entries(openers)) {
    run.signal.throwIfAborted();
    run.progress(`${name} takes in the vectors ...`);
    peers[name] = await open(set);
  }
  run.progress('ours builds its graph ...');
  const graph = await openOursWithGraph(set);
  const figures: Figure[] = [];
  try {
    for (const mask of maskNames) {
      run.progress(`asking under ${mask} ...`);
      figures.push(
        ...(await underMask(
          run,
          set,
          mask,
          truth[mask],
          [ours, ...(mask === 'all' ? [graph] : []), ...Object.values(peers)],
          plans,
        )),
      );
    }
  } finally {
    for (const contender of [ours, graph, ...Object.values(peers)]) await contender.close();
  }
  const buildMs = Object.fromEntries(Object.entries(peers).map(([name, peer]) => [name, peer.buildMs / 1_000]));
  figures.push({
    name: `vectors given to searchable, ${set.count}`,
    metric: 'build.seconds',
    ours: ours.buildMs / 1_000,
    unit: 's',
    target: { limit: 2, better: 'lower' },
    peers: buildMs,
    ratio: {},
    note: `built once; usearch and zvec on all processors, ours on one; ${(graph.buildMs / 1_000).toFixed(1)} s with a graph`,
  });
  run.progress('scans beside plain reading ...');
  figures.push(await scanLimit(run, set));
  figures.push(...(await growth(run, set)));
  return figures;
}

function openOurs({ vectors, dimensions, masks }: VectorSet, plans: Map<MaskName, VectorPlan>): Contender {
  const startedMs = performance.now();
  // One thread, as the peers are asked.
  const index = createVectorIndex({ dimensions, maxWorkers: 0 });
  for (let start = 0; start < vectors.length; start += 1_000 * dimensions)
    index.add(vectors.subarray(start, start + 1_000 * dimensions));
  const buildMs = performance.now() - startedMs;
  const readable = new Map(maskNames.map((name) => [name, masks[name] && index.readable(masks[name])]));
  const answer: Answer = async (query, mask) => {
    const { rows, plan } = await index.search({
      query,
      k: hits,
      readable: readable.get(mask),
      minRecall: minRecall[mask],
    });
    plans.set(mask, plan);
    return rows;
  };
  return { buildMs, answers: { ours: answer }, close: index.close };
}

async function openOursWithGraph({ vectors, dimensions }: VectorSet): Promise<Contender> {
  const name = 'usearch';
  const usearch = (await import(name)) as UsearchModule;
  const startedMs = performance.now();
  const index = createVectorIndex({ dimensions, maxWorkers: 0, graph: createUsearchGraphs(usearch) });
  index.add(vectors);
  await index.buildGraph();
  const buildMs = performance.now() - startedMs;
  const answer: Answer = async (query) => (await index.search({ query, k: hits, minRecall: minRecall.all })).rows;
  return { buildMs, answers: { [withGraph]: answer }, close: index.close };
}

async function underMask(
  run: BenchmarkRun,
  set: VectorSet,
  mask: MaskName,
  truth: readonly (readonly number[])[],
  contenders: readonly Contender[],
  plans: ReadonlyMap<MaskName, VectorPlan>,
): Promise<readonly Figure[]> {
  const answers: Record<string, Answer> = {};
  for (const contender of contenders) Object.assign(answers, contender.answers);
  const recalls: Record<string, number> = {};
  for (const [name, answer] of Object.entries(answers)) {
    run.signal.throwIfAborted();
    let found = 0;
    let wanted = 0;
    for (const [number, query] of set.queries.entries()) {
      const best = truth[number] ?? [];
      const rows = new Set(await answer(query, mask));
      wanted += best.length;
      for (const row of best) if (rows.has(row)) found++;
      if (name === 'ours')
        run.predict({
          file: `masks/${mask}`,
          index: number,
          ranking: [...rows].map((row) => ({ doc: String(row), score: 0 })),
        });
    }
    recalls[name] = found / wanted;
  }
  const roundMs = run.isQuick ? 50 : 300;
  const rounds = await interleave(
    Object.fromEntries(
      Object.entries(answers).map(([name, answer]) => [name, () => perSecond(answer, set, mask, roundMs)]),
    ),
    run.rounds,
    run.signal,
  );
  const { ours: recall = Number.NaN, [withGraph]: graphRecall, ...peerRecall } = recalls;
  const { ours = [], [withGraph]: graph, ...peers } = rounds;
  const plan = plans.get(mask);
  return [
    {
      name: `recall@${hits}, ${mask}`,
      metric: `${mask}.recall`,
      ours: recall,
      unit: '',
      target: { limit: mask === 'all' ? 0.975 : 0.995, better: 'higher' },
      peers: peerRecall,
      ratio: {},
    },
    speed(`queries per second, ${mask}`, `${mask}.qps`, ours, peers, peerRecall),
    {
      name: `plan, ${mask}`,
      metric: `${mask}.plan`,
      ours: strategies.indexOf(plan?.strategy ?? 'none'),
      unit: `(${strategies.map((name, number) => `${number} ${name}`).join(', ')})`,
      peers: {},
      ratio: {},
      note: `${plan?.strategy ?? 'none'} over ${plan?.readable ?? 0} readable rows`,
    },
    ...(graph === undefined
      ? []
      : [
          {
            name: `recall@${hits}, ${mask}, with a graph`,
            metric: `${mask}.graph.recall`,
            ours: graphRecall ?? Number.NaN,
            unit: '',
            target: { limit: 0.975, better: 'higher' as const },
            peers: {},
            ratio: {},
          },
          speed(`queries per second, ${mask}, with a graph`, `${mask}.graph.qps`, graph, peers, peerRecall),
        ]),
  ];
}

/** Queries per second of one client, query after query, for a while. */
async function perSecond(answer: Answer, set: VectorSet, mask: MaskName, roundMs: number): Promise<number> {
  const startedMs = performance.now();
  let asked = 0;
  for (;;) {
    for (const query of set.queries) {
      const rows = answer(query, mask);
      if (rows instanceof Promise) await rows;
      asked++;
      const elapsedMs = performance.now() - startedMs;
      if (elapsedMs > roundMs) return (asked * 1_000) / elapsedMs;
    }
  }
}

/** Ours over the fastest peer that finds enough, round by round. */
function speed(
  name: string,
  metric: string,
  ours: readonly number[],
  peers: Rounds,
  recalls: Readonly<Record<string, number>>,
): Figure {
  const enough = Object.entries(peers).filter(([peer]) => (recalls[peer] ?? 0) >= comparableRecall);
  const [fastest] = enough.sort(([, a], [, b]) => median(b) - median(a));
  return {
    name,
    metric,
    ours: median(ours),
    unit: '/s',
    peers: Object.fromEntries(Object.entries(peers).map(([peer, values]) => [peer, median(values)])),
    ratio: fastest === undefined ? {} : { [fastest[0]]: ratioOf(ours, fastest[1]) },
    note:
      fastest === undefined
        ? `no peer finds ${comparableRecall}`
        : `beside the fastest peer that finds ${comparableRecall}`,
  };
}
