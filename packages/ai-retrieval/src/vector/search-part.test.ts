import { Worker } from 'node:worker_threads';
import { describe, expect, it } from 'vitest';
import { clustered } from './clustered.fixture.ts';
import { layoutOf } from './layout.ts';
import { allRows, splitRows } from './readable-rows.ts';
import { createScanner } from './scanner.ts';
import type { FromScanWorker, ScanWorkerData, ToScanWorker } from './scan-protocol.ts';
import { searchPart, type ScanStrategy } from './search-part.ts';
import { createShard } from './shard.ts';

const dimensions = 128;
const rows = 20_000;
const capacity = 32_768;
const { vectors, queries } = clustered(rows, dimensions, 6);
const query = queries.subarray(0, dimensions);
const shard = createShard({ layout: layoutOf(dimensions), capacity, threads: 2, kernel: 'auto' });
shard.addVectors(0, vectors);
const readable = allRows(rows, capacity);
const [ranges = []] = splitRows(readable, 1);
const search = { strategy: 'exact' as ScanStrategy, k: 5, deviations: 2, dimensions, readable, ranges };

describe('a scan', () => {
  it.each(['exact', 'bytes', 'bits'] as const)(
    'by %s stops at the checkpoint that throws, and looks at no row after it',
    (strategy) => {
      const scanner = createScanner(shard, 0, 0);
      scanner.writeQuery(query);
      const seen: number[] = [];
      const watch = (_mode: number, _at: number, from: number): void => void seen.push(from);
      const kernel = { ...scanner.kernel, scanFloats: watch, scanBytes: watch, scanBits: watch };
      let left = 2;
      const checkpoint = (): void => {
        if (left-- === 0) throw new Error('stopped');
      };
      expect(() => searchPart([{ ...scanner, kernel }], { ...search, strategy, checkpoint })).toThrow('stopped');
      expect(seen).toHaveLength(2);
    },
  );

  it('by bytes takes as many candidates as it needs among vectors that bytes cannot tell apart', () => {
    const near = createShard({ layout: layoutOf(dimensions), capacity: 8_192, threads: 1, kernel: 'auto' });
    const crowd = Float32Array.from(
      { length: 8_000 * dimensions },
      (_, at) => (query[at % dimensions] ?? 0) + 2e-3 * (vectors[at] ?? 0),
    );
    near.addVectors(0, crowd);
    const all = allRows(8_000, 8_192);
    const [whole = []] = splitRows(all, 1);
    const scanner = createScanner(near, 0, 0);
    const asked = Float32Array.from(query, (value, at) => value + 2e-3 * (vectors[at + 9 * dimensions] ?? 0));
    scanner.writeQuery(asked);
    const request = { ...search, readable: all, ranges: whole, checkpoint: () => undefined };
    const exact = searchPart([scanner], { ...request, strategy: 'exact' });
    const bytes = searchPart([scanner], { ...request, strategy: 'bytes' });
    expect(bytes.rows).toEqual(exact.rows);
    expect(bytes.scores).toEqual(exact.scores);
    expect(bytes.rescored).toBeGreaterThan(40);
  });
});

describe('a scan thread', () => {
  it('answers a scan, and gives a cancelled one up', async () => {
    const workerData: ScanWorkerData = { thread: 1, capacity };
    const worker = new Worker(new URL('./vector.worker.ts', import.meta.url), {
      workerData,
      execArgv: ['--conditions=@org/source'],
    });
    try {
      const { memory, layout, map, module } = shard;
      const tell = (message: ToScanWorker): void => worker.postMessage(message);
      const answer = (): Promise<FromScanWorker> => new Promise((resolve) => void worker.once('message', resolve));
      tell({ kind: 'shards', shards: [{ memory, layout, map, module }] });
      const cancelled = new Int32Array(new SharedArrayBuffer(4));
      tell({ kind: 'scan', id: 1, query, search, cancelled });
      const found = await answer();
      expect(found.result?.rows).toHaveLength(5);
      Atomics.store(cancelled, 0, 1);
      tell({ kind: 'scan', id: 2, query, search, cancelled });
      expect(await answer()).toEqual({ id: 2 });
    } finally {
      await worker.terminate();
    }
  });
});
