import { createContext, type EmbeddingModel, type SourceDocument } from '../../packages/ai-core/src/index.ts';
import type { RetrievalIndex } from '../../packages/ai-retrieval/src/index.ts';
import { migratePostgresIndex, openPostgresIndex } from '../../packages/ai-retrieval/src/pgvector/pgvector.ts';
import { startPostgres, type LocalPostgres } from '../../packages/ai-retrieval/test/local-postgres.ts';
import { findServices } from '../../scripts/services.mjs';
import type { Benchmark, BenchmarkRun, Figure } from '../harness/benchmark.ts';
import { interleave, median, ratioOf } from '../harness/rounds.ts';
import { hits } from '../vector/contender.ts';
import { maskNames, trueBest, vectorSet, type MaskName, type VectorSet } from '../vector/vector-set.ts';
import { openNaive, type NaiveSettings } from './naive.ts';

/** Vector search under access sets on a real PostgreSQL: our adapter beside what people write by hand. */
export const pgvectorBenchmark: Benchmark = {
  name: 'pgvector',
  summary: 'Recall and speed of the index in PostgreSQL under access sets, beside the usual query on the same server',
  peers: [],
  measures: ['benchmarks/pgvector', 'packages/ai-retrieval/src/pgvector'],
  run: measure,
};

type Ask = (query: number, mask: MaskName) => Promise<readonly number[]>;

/** pgvector as it comes, and with the settings that its manual recommends for filters. */
const naive: Readonly<Record<string, NaiveSettings>> = {
  naive: { iterativeScan: 'off', efSearch: 40 },
  'iterative scan': { iterativeScan: 'relaxed_order', efSearch: 40 },
};

async function measure(run: BenchmarkRun): Promise<readonly Figure[]> {
  const initdb = findServices().get('postgres');
  if (initdb === undefined) throw new Error('needs PostgreSQL with pgvector: scripts/ci/install-pgvector.sh');
  const set = vectorSet(run);
  run.progress(`the true best of ${String(set.queries.length)} queries among ${String(set.count)} vectors ...`);
  const truth = trueBest(set, hits);
  const server = await startPostgres(initdb);
  try {
    run.progress('ours takes in the documents ...');
    const { index, seconds } = await openOurs(server, set, run);
    const asks: Record<string, Ask> = { ours: (query, mask) => askOurs(index, query, mask) };
    for (const [name, settings] of Object.entries(naive)) {
      run.progress(`${name} ...`);
      asks[name] = await openNaive(server, set, settings);
    }
    const figures: Figure[] = [];
    for (const mask of maskNames) figures.push(...(await underMask(run, set, mask, truth[mask], asks)));
    figures.push({
      name: `documents given to searchable, ${String(set.count)}`,
      metric: 'ingest.seconds',
      ours: seconds,
      unit: 's',
      peers: {},
      ratio: {},
      note: 'texts, terms, access lists and vectors; the graph is kept up to date meanwhile',
    });
    return figures;
  } finally {
    await server[Symbol.asyncDispose]();
  }
}

async function openOurs(
  server: LocalPostgres,
  set: VectorSet,
  run: BenchmarkRun,
): Promise<{ readonly index: RetrievalIndex; readonly seconds: number }> {
  const pool = server.pool();
  await migratePostgresIndex({ pool, dimensions: set.dimensions, partitions: 1 });
  const index = await openPostgresIndex({ pool, embedding: lookUp(set) });
  const context = createContext({ principal: { kind: 'service', tenant: 'bench', subject: 'ingest', groups: [] } });
  const started = performance.now();
  let told = 0;
  await index.ingest(documentsOf(set), {
    context,
    signal: run.signal,
    onProgress: ({ documents }) => {
      if (documents < told) return;
      run.progress(`${documents.toLocaleString('en')} documents`);
      told += set.count / 5;
    },
  });
  await server.pool({ isSuperuser: true, max: 1 }).query('vacuum analyze');
  return { index, seconds: (performance.now() - started) / 1_000 };
}

/** Gives each text the vector whose number it holds. */
function lookUp({ dimensions, vectors, queries }: VectorSet): EmbeddingModel {
  return {
    id: 'lookup',
    fingerprint: 'sha256:lookup',
    dimensions,
    embed({ texts }) {
      const found = new Float32Array(texts.length * dimensions);
      for (const [index, text] of texts.entries()) {
        const number = Number(/\d+/.exec(text)?.[0]);
        const vector = text.startsWith('query')
          ? queries[number]
          : vectors.subarray(number * dimensions, (number + 1) * dimensions);
        found.set(vector ?? [], index * dimensions);
      }
      const usage = { inputTokens: 0, outputTokens: 0, source: 'none' } as const;
      return Promise.resolve({ vectors: found, dimensions, truncated: [], usage });
    },
  };
}

async function* documentsOf({ count, masks }: VectorSet): AsyncGenerator<SourceDocument> {
  for (let row = 0; row < count; row++) {
    if (row % 256 === 0) await Promise.resolve();
    const groups = maskNames.filter((mask) => masks[mask] === undefined || masks[mask][row] === 1);
    yield {
      id: String(row),
      tenant: 'bench',
      uri: 'memory:',
      mediaType: 'text/plain',
      text: `row ${String(row)}`,
      acl: { allow: groups.map((mask) => `group:${mask}`) },
    };
  }
}

async function askOurs(index: RetrievalIndex, query: number, mask: MaskName): Promise<readonly number[]> {
  const context = createContext({ principal: { kind: 'user', tenant: 'bench', subject: 'reader', groups: [mask] } });
  const { passages } = await index.search({ query: `query ${String(query)}`, mode: 'dense', limit: hits }, context);
  return passages.map(({ document }) => Number(document));
}

async function underMask(
  run: BenchmarkRun,
  set: VectorSet,
  mask: MaskName,
  truth: readonly (readonly number[])[],
  asks: Readonly<Record<string, Ask>>,
): Promise<readonly Figure[]> {
  run.progress(`asking under ${mask} ...`);
  const recalls: Record<string, number> = {};
  for (const [name, ask] of Object.entries(asks)) {
    let found = 0;
    let wanted = 0;
    for (const [number, best] of truth.entries()) {
      run.signal.throwIfAborted();
      const rows = new Set(await ask(number, mask));
      wanted += best.length;
      found += best.filter((row) => rows.has(row)).length;
      if (name === 'ours')
        run.predict({
          file: `masks/${mask}`,
          index: number,
          ranking: [...rows].map((row) => ({ doc: String(row), score: 0 })),
        });
    }
    recalls[name] = found / wanted;
  }
  const roundMs = run.isQuick ? 100 : 500;
  const perSecond = async (ask: Ask): Promise<number> => {
    const started = performance.now();
    let asked = 0;
    while (performance.now() - started < roundMs) await ask(asked++ % set.queries.length, mask);
    return (1_000 * asked) / (performance.now() - started);
  };
  const rounds = await interleave(
    Object.fromEntries(Object.entries(asks).map(([name, ask]) => [name, () => perSecond(ask)])),
    run.rounds,
    run.signal,
  );
  const { ours: recall = Number.NaN, ...peerRecalls } = recalls;
  const { ours = [], ...peers } = rounds;
  return [
    {
      name: `recall@${String(hits)}, ${mask}`,
      metric: `${mask}.recall`,
      ours: recall,
      unit: '',
      target: { limit: 0.99, better: 'higher' },
      peers: peerRecalls,
      ratio: {},
    },
    {
      name: `searches per second, ${mask}`,
      metric: `${mask}.qps`,
      ours: median(ours),
      unit: '/s',
      peers: Object.fromEntries(Object.entries(peers).map(([name, values]) => [name, median(values)])),
      ratio: Object.fromEntries(Object.entries(peers).map(([name, values]) => [name, ratioOf(ours, values)])),
      note: 'ours reads the access lists, the texts and the words as well',
    },
  ];
}
