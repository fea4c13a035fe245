import { createVectorIndex } from '../../packages/ai-retrieval/src/vector/vector.ts';
import type { BenchmarkRun, Figure } from '../harness/benchmark.ts';
import { interleave, median, ratioOf } from '../harness/rounds.ts';
import { hits } from './contender.ts';
import { numbers, type VectorSet } from './vector-set.ts';

/** Time and memory per vector at ten times the vectors, over that at the set's own size, on one thread. */
export async function growth(
  run: BenchmarkRun,
  { vectors, dimensions, count, queries }: VectorSet,
): Promise<readonly Figure[]> {
  const times = run.isQuick ? 4 : 10;
  const small = createVectorIndex({ dimensions, maxWorkers: 0 });
  const large = createVectorIndex({ dimensions, maxWorkers: 0 });
  small.add(vectors);
  const uniform = numbers(7);
  const batch = 1_000 * dimensions;
  for (let copy = 0; copy < times; copy++) {
    run.progress(`adding vectors ${(copy + 1) * count} ...`);
    for (let start = 0; start < vectors.length; start += batch) {
      run.signal.throwIfAborted();
      // Neighbours of the vectors, as far from them as vectors of one topic are from each other.
      const part = vectors.slice(start, start + batch);
      for (let at = 0; at < part.length; at++) part[at] = (part[at] ?? 0) + 0.06 * (uniform() - 0.5);
      large.add(part);
    }
  }
  const asked = queries.slice(0, run.isQuick ? 20 : 100);
  const perVector = (index: typeof small) => async (): Promise<number> => {
    const startedMs = performance.now();
    for (const query of asked) await index.search({ query, k: hits });
    return ((performance.now() - startedMs) * 1e6) / asked.length / index.rows;
  };
  const rounds = await interleave({ large: perVector(large), small: perVector(small) }, run.rounds, run.signal);
  const time = ratioOf(rounds['large'] ?? [], rounds['small'] ?? []);
  const bytes = [small, large].map((index) => index.bytes / index.rows);
  const [smallBytes = Number.NaN, largeBytes = Number.NaN] = bytes;
  return [
    {
      name: `time per vector at ${large.rows} vectors over that at ${count}`,
      metric: 'growth.time',
      ours: time.median,
      unit: 'x',
      target: { limit: 1.15, better: 'lower' },
      peers: {},
      ratio: { small: time },
      note: `${median(rounds['large'] ?? []).toFixed(2)} ns against ${median(rounds['small'] ?? []).toFixed(2)} ns, unfiltered, one thread`,
    },
    {
      name: `memory per vector at ${large.rows} vectors over that at ${count}`,
      metric: 'growth.memory',
      ours: largeBytes / smallBytes,
      unit: 'x',
      target: { limit: 1.15, better: 'lower' },
      peers: {},
      ratio: {},
    },
    {
      name: 'memory per vector, all codes included',
      metric: 'bytesPerVector',
      ours: Math.max(...bytes),
      unit: 'bytes',
      target: { limit: 2_200, better: 'lower' },
      peers: {},
      ratio: {},
    },
  ];
}
