import { createContext, createServicePrincipal } from '../../packages/ai-core/src/index.ts';
import { createInferenceEngine } from '../../packages/ai-inference/src/index.ts';
import { buildModels } from '../embed/models.ts';
import { batchContext } from '../embed/ours.ts';
import { lognormalSet, setVocabulary } from '../embed/sets.ts';
import type { Benchmark, Figure } from '../harness/benchmark.ts';
import { percentile } from '../harness/rounds.ts';

/** How long a query waits while an ingestion keeps every worker busy. */
export const queueBenchmark: Benchmark = {
  name: 'queue',
  summary: 'latency of interactive queries while bulk work saturates all workers, in batch times',
  peers: [],
  measures: ['benchmarks/queue', 'benchmarks/embed', 'packages/ai-inference/src'],
  async run(run) {
    const models = await buildModels([setVocabulary().join(' ')]);
    const engine = createInferenceEngine({ workers: 2, cacheBytes: 0, maxQueuedTexts: 100_000 });
    try {
      const embedder = engine.embedder(await engine.load(models.float32.bundle));
      const bulk = lognormalSet(run.isQuick ? 400 : 3_000, 3).texts;
      const queries = lognormalSet(run.isQuick ? 60 : 400, 5).texts.map((text) =>
        text.split(' ').slice(0, 12).join(' '),
      );
      const principal = createServicePrincipal({ tenant: 'bench', subject: 'query' });
      const ask = async (text: string): Promise<number> => {
        const started = performance.now();
        await embedder.embed(
          { texts: [text], kind: 'query' },
          { ...createContext({ principal }), priority: 'interactive' },
        );
        return performance.now() - started;
      };
      await embedder.embed({ texts: bulk.slice(0, 32), kind: 'document' }, batchContext());
      const alone: number[] = [];
      for (const query of queries.slice(0, 50)) alone.push(await ask(query));
      run.progress(`bulk of ${String(bulk.length)} texts alone`);
      const bulkAlone = await timed(() => embedder.embed({ texts: bulk, kind: 'document' }, batchContext()));
      run.progress(`the same with ${String(queries.length)} queries in between`);
      const before = engine.stats();
      const state = { isBusy: true };
      const work = timed(() => embedder.embed({ texts: bulk, kind: 'document' }, batchContext())).finally(() => {
        state.isBusy = false;
      });
      const waits: number[] = [];
      for (const query of queries) {
        // Queries come at times that know nothing of the batches.
        await new Promise((resolve) => setTimeout(resolve, 5 + ((waits.length * 37) % 50)));
        if (!state.isBusy) break;
        waits.push(await ask(query));
      }
      const bulkBeside = await work;
      const after = engine.stats();
      const batches = after.batches - before.batches;
      const batchMs = (after.busyMs - before.busyMs) / batches;
      return figuresOf(waits, alone, batchMs, bulkAlone, bulkBeside);
    } finally {
      await engine[Symbol.asyncDispose]();
      await models.remove();
    }
  },
};

function figuresOf(
  waits: readonly number[],
  alone: readonly number[],
  batchMs: number,
  bulkAlone: number,
  bulkBeside: number,
): Figure[] {
  const p = (share: number): number => percentile(waits, share);
  return [
    {
      name: 'interactive query during bulk work, p99',
      metric: 'p99BatchTimes',
      ours: p(0.99) / batchMs,
      unit: 'batch times',
      target: { limit: 2, better: 'lower' },
      peers: {},
      ratio: {},
      note: `${String(waits.length)} queries of 12 words, two workers with a float32 graph saturated by texts of log-normal lengths; a batch takes ${batchMs.toFixed(0)} ms on average`,
    },
    {
      name: 'the same, p50',
      metric: 'p50BatchTimes',
      ours: p(0.5) / batchMs,
      unit: 'batch times',
      peers: {},
      ratio: {},
    },
    { name: 'the same, p99 in milliseconds', metric: 'p99Ms', ours: p(0.99), unit: 'ms', peers: {}, ratio: {} },
    {
      name: 'a query with nothing else to do, p50',
      metric: 'aloneP50Ms',
      ours: percentile(alone, 0.5),
      unit: 'ms',
      peers: {},
      ratio: {},
    },
    {
      name: 'bulk work beside the queries, in the time that it takes alone',
      metric: 'bulkSlowdown',
      ours: bulkBeside / bulkAlone,
      unit: 'times',
      peers: {},
      ratio: {},
    },
  ];
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return performance.now() - started;
}
