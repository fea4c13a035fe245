import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { layoutOf, rowsPerBlock } from '../../packages/ai-retrieval/src/vector/layout.ts';
import { createShard } from '../../packages/ai-retrieval/src/vector/shard.ts';
import type { BenchmarkRun, Figure } from '../harness/benchmark.ts';
import { interleave, median, ratioOf } from '../harness/rounds.ts';
import type { ScanOrder, ScanThread } from './scan.worker.ts';
import type { VectorSet } from './vector-set.ts';

const capacity = 262_144;

/** A scan of all byte codes on all processors, over the time that the same threads need to read them. */
export async function scanLimit(
  run: BenchmarkRun,
  { vectors, dimensions, count, queries }: VectorSet,
): Promise<Figure> {
  const rows = Math.min(count, capacity);
  const threads = Math.min(8, availableParallelism());
  const shard = createShard({ layout: layoutOf(dimensions), capacity, threads, kernel: 'auto' });
  shard.addVectors(0, vectors.subarray(0, rows * dimensions));
  const { memory, layout, map, module } = shard;
  const [query = new Float32Array(dimensions)] = queries;
  const part = Math.ceil(rows / threads / rowsPerBlock) * rowsPerBlock;
  const workers = Array.from({ length: threads }, (_, thread) => {
    const workerData: ScanThread = {
      shard: { memory, layout, map, module },
      thread,
      from: Math.min(rows, thread * part),
      to: Math.min(rows, (thread + 1) * part),
      query,
    };
    return new Worker(new URL('./scan.worker.ts', import.meta.url), { workerData });
  });
  const times = run.isQuick ? 20 : 50;
  const time = async (kind: ScanOrder['kind']): Promise<number> => {
    const startedMs = performance.now();
    const order: ScanOrder = { kind, times };
    await Promise.all(
      workers.map((worker) => {
        worker.postMessage(order);
        return new Promise((resolve, reject) => void worker.once('message', resolve).once('error', reject));
      }),
    );
    return (performance.now() - startedMs) / times;
  };
  try {
    const rounds = await interleave({ scan: () => time('bytes'), read: () => time('read') }, run.rounds, run.signal);
    const ratio = ratioOf(rounds['scan'] ?? [], rounds['read'] ?? []);
    return {
      name: 'byte scan over the time to read the same memory, all processors',
      metric: 'scan.overBandwidth',
      ours: ratio.median,
      unit: 'x',
      target: { limit: 1.5, better: 'lower' },
      peers: {},
      ratio: { read: ratio },
      note: `${median(rounds['scan'] ?? []).toFixed(2)} ms against ${median(rounds['read'] ?? []).toFixed(2)} ms for ${rows} rows on ${threads} threads`,
    };
  } finally {
    await Promise.all(workers.map((worker) => worker.terminate()));
  }
}
