import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seeded } from '../clustered.fixture.ts';
import { candidateLimit, layoutOf } from '../layout.ts';
import { createShard, openKernel, type Shard } from '../shard.ts';
import { kernelBase64, kernelDigest } from './kernel-bytes.ts';
import type { ScanMode } from './kernel.ts';
import { scoreOf, sortable } from './sortable.ts';
import { kernelModule } from './wasm-kernel.ts';

const runs = process.env['AI_LONG'] === '1' ? 200 : 30;

/** Two shards with the same vectors: one that WebAssembly works on, one for JavaScript. */
function twins(dimensions: number, rows: number, seed: number): readonly [Shard, Shard] {
  const uniform = seeded(seed);
  // Every other time only a few distinct vectors, so that equal scores are common.
  const isCoarse = seed % 2 === 0;
  const patterns = Float32Array.from({ length: 4 * dimensions }, () => uniform() - 0.5);
  const vectors = new Float32Array(rows * dimensions);
  for (let row = 0; row < rows; row++) {
    const pattern = Math.floor(uniform() * 4) * dimensions;
    const size = 10 ** Math.floor(uniform() * 6 - 3);
    for (let at = 0; at < dimensions; at++)
      vectors[row * dimensions + at] = isCoarse ? (patterns[pattern + at] ?? 0) : (uniform() - 0.5) * size;
  }
  const make = (kernel: 'auto' | 'javascript'): Shard => {
    const shard = createShard({ layout: layoutOf(dimensions), capacity: 4096, threads: 2, kernel });
    expect(shard.addVectors(0, vectors)).toBe(-1);
    return shard;
  };
  return [make('auto'), make('javascript')];
}

function memoryOf(shard: Shard): Buffer {
  return Buffer.from(new Uint8Array(shard.memory.buffer).slice());
}

describe('the vector kernel', () => {
  it('is the committed source, compiled', { timeout: 120_000 }, () => {
    const script = fileURLToPath(new URL('../../../wasm/build-kernel.mjs', import.meta.url));
    const built = execFileSync(process.execPath, [script, '--print'], { encoding: 'utf8' }).trim();
    expect(built === kernelBase64).toBe(true);
    expect(createHash('sha256').update(Buffer.from(kernelBase64, 'base64')).digest('hex')).toBe(kernelDigest);
  });

  it('runs as WebAssembly on this machine, so that the comparisons below compare two programs', () => {
    expect(kernelModule()).toBeDefined();
  });

  it('keeps the order of float32 scores in their sortable form', () => {
    fc.assert(
      fc.property(fc.float({ noNaN: true }), fc.float({ noNaN: true }), (a, b) => {
        expect(scoreOf(sortable(a))).toBe(a);
        if (a < b) expect(sortable(a)).toBeLessThan(sortable(b));
      }),
      { numRuns: runs * 10 },
    );
  });

  it(
    'leaves the same bytes in memory as JavaScript: codes, scores, order, distances, picks',
    { timeout: 120_000 },
    () => {
      const arbitrary = fc.record({
        dimensions: fc.oneof(fc.integer({ min: 1, max: 70 }), fc.constantFrom(127, 128, 129, 192, 384)),
        rows: fc.integer({ min: 1, max: 1_300 }),
        seed: fc.integer({ min: 1, max: 1e6 }),
        mode: fc.constantFrom<ScanMode>(0, 1, 2),
        share: fc.constantFrom(0.01, 0.3, 0.9),
        limit: fc.integer({ min: 1, max: 300 }),
        // Thousandths: doubles would nearly all be next to nothing.
        cut: fc.tuple(fc.integer({ min: 0, max: 1_000 }), fc.integer({ min: 0, max: 1_000 })),
      });
      fc.assert(
        fc.property(arbitrary, ({ dimensions, rows, seed, mode, share, limit, cut }) => {
          const shards = twins(dimensions, rows, seed);
          const uniform = seeded(seed + 1);
          const readable = Array.from({ length: rows }, () => uniform() < share);
          const query = Float32Array.from({ length: dimensions }, () => uniform() - 0.5);
          query[0] = 0.3;
          const logs = shards.map((shard) => {
            const { kernel, target } = openKernel(shard, 1);
            const { slot } = target;
            const { buffer } = shard.memory;
            new Float32Array(buffer, slot.queryFloats, dimensions).set(query);
            expect(kernel.encodeQuery()).toBe(-1);
            const rowsToList = readable.flatMap((isReadable, row) => (isReadable ? [row] : []));
            const mask = new Uint32Array(buffer, slot.mask, 4096 / 32);
            if (mode === 2) mask.set(rowsToList.slice(0, 128));
            else readable.forEach((is, row) => is && (mask[row >> 5] = (mask[row >> 5] ?? 0) | (1 << (row & 31))));
            const end = mode === 2 ? Math.min(128, rowsToList.length) : rows;
            const [from, to] = cut.map((share) => Math.floor((share / 1_000) * end)).sort((a, b) => a - b) as [
              number,
              number,
            ];
            const log: unknown[] = [];
            for (const scan of ['scanFloats', 'scanBytes'] as const) {
              kernel.startBest(limit);
              kernel[scan](mode, slot.mask, from, to);
              const kept = kernel.finishBest();
              log.push(kept, [...new Uint32Array(buffer, slot.heap, kept * 2)]);
            }
            new Uint32Array(buffer, slot.heap, candidateLimit * 2).fill(0);
            kernel.scanBits(mode, slot.mask, from, to);
            log.push([...new Uint16Array(buffer, slot.distances + from * 2, to - from)]);
            const far = Math.floor(dimensions / 2);
            const found = kernel.collect(mode, slot.mask, from, to, 0, far, slot.list);
            log.push(found, [...new Uint32Array(buffer, slot.list, found)]);
            const heaviest = Math.floor(dimensions / 2);
            const light = kernel.weigh(mode, slot.mask, from, to, -1, dimensions, heaviest, slot.list, 50);
            log.push(light, [...new Uint32Array(buffer, slot.list, Math.min(50, light))]);
            log.push(kernel.sumWords(shard.map.blocks, 65_536));
            // Working space that only one of them uses.
            new Uint8Array(buffer, slot.work, target.layout.floatStride).fill(0);
            new Uint8Array(buffer, shard.map.slots[0]?.work ?? 0, target.layout.floatStride).fill(0);
            return log;
          });
          expect(logs[0]).toEqual(logs[1]);
          expect(memoryOf(shards[0]).equals(memoryOf(shards[1]))).toBe(true);
        }),
        { numRuns: runs },
      );
    },
  );

  it('turns vectors without changing their angles, and bytes keep the dot product to a thousandth', () => {
    const dimensions = 384;
    const rows = 50;
    const shard = createShard({ layout: layoutOf(dimensions), capacity: 1024, threads: 1, kernel: 'auto' });
    const uniform = seeded(5);
    const vectors = Float32Array.from(
      { length: rows * dimensions },
      (_, index) => uniform() - 0.5 + (index % 384 === 7 ? 9 : 0),
    );
    shard.addVectors(0, vectors);
    const { kernel, target } = openKernel(shard, 0);
    new Float32Array(shard.memory.buffer, target.slot.queryFloats, dimensions).set(vectors.subarray(0, dimensions));
    kernel.encodeQuery();
    const scale = new Float32Array(shard.memory.buffer, target.slot.queryScale, 1)[0] ?? 0;
    const scores = (['scanFloats', 'scanBytes'] as const).map((scan) => {
      kernel.startBest(rows);
      kernel[scan](0, 0, 0, rows);
      const heap = new Uint32Array(shard.memory.buffer, target.slot.heap, kernel.finishBest() * 2);
      const byRow = new Map<number, number>();
      for (let index = 0; index < rows; index++)
        byRow.set(
          ~(heap[index * 2] ?? 0) >>> 0,
          scoreOf(heap[index * 2 + 1] ?? 0) * (scan === 'scanBytes' ? scale : 1),
        );
      return byRow;
    });
    for (let row = 0; row < rows; row++)
      expect(Math.abs((scores[0]?.get(row) ?? 9) - (scores[1]?.get(row) ?? 0))).toBeLessThan(4e-3);
  });
});
