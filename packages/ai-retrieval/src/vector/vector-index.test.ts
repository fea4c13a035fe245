import * as fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { clustered, seeded } from './clustered.fixture.ts';
import { defaultScanCosts, type ScanCosts, type VectorPlan } from './plan.ts';
import { createVectorIndex, type VectorHits, type VectorIndex, type VectorIndexOptions } from './vector-index.ts';

const isLong = process.env['AI_LONG'] === '1';
const open: VectorIndex[] = [];

function indexOf(options: VectorIndexOptions): VectorIndex {
  const index = createVectorIndex(options);
  open.push(index);
  return index;
}

afterEach(async () => {
  for (const index of open.splice(0)) await index.close();
});

const free = { fixedNs: 0, rescoreNs: 0, pickedShare: 0 };
/** Costs under which one strategy is always the cheapest. */
const only: Readonly<Record<'exact' | 'bytes' | 'bits', ScanCosts>> = {
  exact: { ...free, floatNsPerDimension: 0, byteNsPerDimension: 1, bitNsPerDimension: 1 },
  bytes: { ...free, floatNsPerDimension: 1e3, byteNsPerDimension: 1e-9, bitNsPerDimension: 1 },
  bits: { ...free, floatNsPerDimension: 1e3, byteNsPerDimension: 1, bitNsPerDimension: 1e-9 },
};
/** As {@link only}, but every scan is expected to be long. */
const slow = (costs: ScanCosts): ScanCosts => ({ ...costs, fixedNs: 1e9 });

/** Cosine in float64, the plain way. */
function bruteForce(
  vectors: Float32Array,
  query: Float32Array,
  k: number,
  mask?: Uint8Array,
): { row: number; score: number }[] {
  const dimensions = query.length;
  const length = (at: Float32Array): number => Math.sqrt(at.reduce((sum, value) => sum + value * value, 0));
  const all: { row: number; score: number }[] = [];
  for (let row = 0; row < vectors.length / dimensions; row++) {
    if (mask !== undefined && mask[row] !== 1) continue;
    const vector = vectors.subarray(row * dimensions, (row + 1) * dimensions);
    const dot = vector.reduce((sum, value, index) => sum + value * query[index]!, 0);
    all.push({ row, score: dot / length(vector) / length(query) });
  }
  return all.sort((a, b) => b.score - a.score || a.row - b.row).slice(0, k);
}

function recall(found: VectorHits, truth: readonly { row: number }[]): number {
  return truth.length === 0 ? 1 : truth.filter(({ row }) => found.rows.includes(row)).length / truth.length;
}

function randomMask(rows: number, share: number, seed: number): Uint8Array {
  const uniform = seeded(seed);
  return Uint8Array.from({ length: rows }, () => (uniform() < share ? 1 : 0));
}

const dimensions = 128;
const rows = isLong ? 21_000 : 6_000;
const set = clustered(rows, dimensions, 3);
const queryAt = (number: number): Float32Array => set.queries.subarray(number * dimensions, (number + 1) * dimensions);
const queries = Array.from({ length: 40 }, (_, number) => queryAt(number));
const masks: Readonly<Record<string, Uint8Array | undefined>> = {
  all: undefined,
  half: randomMask(rows, 0.5, 1),
  tenth: randomMask(rows, 0.1, 2),
  hundredth: randomMask(rows, 0.01, 3),
  correlated: Uint8Array.from(set.groups, (group) => (group % 8 === 3 ? 1 : 0)),
};

describe('a vector index', () => {
  it.each(Object.keys(masks))(
    'finds what brute force finds, asked for all of it, among %s of the rows',
    async (name) => {
      const mask = masks[name];
      const index = indexOf({ dimensions, maxWorkers: 0, rowsPerShard: 2048 });
      index.add(set.vectors);
      const readable = mask === undefined ? undefined : index.readable(mask);
      for (const query of queries.slice(0, 10)) {
        const found = await index.search({ query, k: 10, readable, minRecall: 1 });
        const truth = bruteForce(set.vectors, query, 10, mask);
        expect(found.plan.strategy).toBe('exact');
        expect(found.rows).toEqual(truth.map(({ row }) => row));
        for (const [at, { score }] of truth.entries()) expect(found.scores[at]).toBeCloseTo(score, 5);
      }
    },
  );

  it.each(
    (['bytes', 'bits'] as const).flatMap((strategy) => Object.keys(masks).map((name) => [strategy, name] as const)),
  )('keeps the asked recall by %s among %s of the rows', async (strategy, name) => {
    const mask = masks[name];
    const index = indexOf({ dimensions, maxWorkers: 0, rowsPerShard: 4096, costs: only[strategy] });
    index.add(set.vectors);
    const readable = mask === undefined ? undefined : index.readable(mask);
    for (const minRecall of [0.9, 0.99]) {
      let sum = 0;
      for (const query of queries) {
        const found = await index.search({ query, k: 10, readable, minRecall });
        expect(found.plan.strategy).toBe(strategy);
        const truth = await index.search({ query, k: 10, readable, minRecall: 1 });
        sum += recall(
          found,
          truth.rows.map((row) => ({ row })),
        );
        // What is found is scored as if it were all.
        for (const [at, row] of found.rows.entries()) {
          const known = truth.rows.indexOf(row);
          if (known >= 0) expect(found.scores[at]).toBe(truth.scores[known]);
        }
      }
      expect(sum / queries.length).toBeGreaterThanOrEqual(strategy === 'bytes' ? 1 : minRecall);
    }
  });

  it('answers as if hidden rows did not exist: hits, scores, order and plan', { timeout: 120_000 }, async () => {
    const arbitrary = fc.record({
      seed: fc.integer({ min: 1, max: 1e6 }),
      count: fc.integer({ min: 1, max: 2_500 }),
      share: fc.constantFrom(0, 0.02, 0.2, 0.6, 0.95),
      strategy: fc.constantFrom('exact', 'bytes', 'bits', 'default'),
      k: fc.integer({ min: 1, max: 40 }),
      minRecall: fc.constantFrom(0.6, 0.9, 0.99),
      // Many equal vectors, and hidden ones that are nearer than all readable.
      isCoarse: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(arbitrary, async ({ seed, count, share, strategy, k, minRecall, isCoarse }) => {
        const uniform = seeded(seed);
        const query = Float32Array.from({ length: dimensions }, () => uniform() - 0.5);
        const mask = randomMask(count, share, seed + 1);
        const vectors = new Float32Array(count * dimensions);
        const kept: number[] = [];
        for (let row = 0; row < count; row++) {
          const vector = vectors.subarray(row * dimensions, (row + 1) * dimensions);
          const pattern = Math.floor(uniform() * 5);
          for (let at = 0; at < dimensions; at++)
            vector[at] =
              mask[row] === 0 && uniform() < 0.9 ? query[at]! : isCoarse ? ((at * pattern) % 7) - 2.9 : uniform() - 0.5;
          if (mask[row] === 1) kept.push(row);
        }
        const options = {
          dimensions,
          maxWorkers: 0,
          rowsPerShard: 1024,
          costs: strategy === 'default' ? defaultScanCosts : only[strategy],
        };
        const whole = createVectorIndex(options);
        whole.add(vectors);
        const part = createVectorIndex(options);
        for (const row of kept) part.add(vectors.subarray(row * dimensions, (row + 1) * dimensions));
        const request = { query, k, minRecall };
        const among = await whole.search({ ...request, readable: whole.readable(mask) });
        const alone = await part.search(request);
        expect({ ...among }).toEqual({ ...alone, rows: alone.rows.map((row) => kept[row]) });
        expect(among.rows.every((row) => mask[row] === 1)).toBe(true);
        expect(among.rows.length).toBe(Math.min(k, kept.length));
      }),
      { numRuns: isLong ? 150 : 40 },
    );
  });

  it('puts the lower row first where scores are equal', async () => {
    for (const strategy of ['exact', 'bytes', 'bits'] as const) {
      const index = indexOf({ dimensions, maxWorkers: 0, rowsPerShard: 1024, costs: only[strategy] });
      const vectors = Float32Array.from({ length: 3_000 * dimensions }, (_, at) => ((at % dimensions) % 5) - 1.9);
      index.add(vectors);
      const { rows: found } = await index.search({ query: vectors.subarray(0, dimensions), k: 12 });
      expect(found).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
    }
  });

  it('gives what there is when k is beyond it, and nothing when nothing is readable', async () => {
    const index = indexOf({ dimensions: 3, maxWorkers: 0 });
    expect((await index.search({ query: Float32Array.of(1, 0, 0), k: 3 })).rows).toEqual([]);
    index.add(Float32Array.of(1, 0, 0, 0, 1, 0));
    expect((await index.search({ query: Float32Array.of(0, 1, 0), k: 9 })).rows).toEqual([1, 0]);
    const none = await index.search({
      query: Float32Array.of(1, 0, 0),
      k: 9,
      readable: index.readable(Uint8Array.of(0, 0)),
    });
    expect(none).toEqual({
      rows: [],
      scores: [],
      plan: { strategy: 'none', readable: 0, minRecall: 0.99, predictedMs: 0, thread: 'caller' } satisfies VectorPlan,
    });
  });

  it('hides rows that were added after their set was made', async () => {
    const index = indexOf({ dimensions: 2, maxWorkers: 0 });
    index.add(Float32Array.of(1, 0));
    const readable = index.readable(Uint8Array.of(1));
    index.add(Float32Array.of(0, 1));
    expect((await index.search({ query: Float32Array.of(0, 1), k: 2, readable })).rows).toEqual([0]);
    expect(index.add(Float32Array.of(0, 2))).toBe(2);
    expect((await index.search({ query: Float32Array.of(0, 1), k: 2 })).rows).toEqual([1, 2]);
  });

  it('refuses vectors that are not finite, without direction or of other dimensions, and keeps none of their batch', async () => {
    const index = indexOf({ dimensions: 2, maxWorkers: 0, rowsPerShard: 1024 });
    index.add(Float32Array.of(3, 4));
    const batch = (bad: readonly number[]): Float32Array => {
      const vectors = new Float32Array(1_500 * 2).fill(1);
      vectors.set(bad, 1_200 * 2);
      return vectors;
    };
    expect(() => index.add(batch([1, Number.NaN]))).toThrow(/position 1200 holds a value that is not finite/);
    expect(() => index.add(batch([Infinity, 1]))).toThrow(/not finite/);
    expect(() => index.add(batch([0, 0]))).toThrow(/position 1200 has length zero/);
    expect(() => index.add(Float32Array.of(1, 2, 3))).toThrow(expect.objectContaining({ code: 'invalid-input' }));
    expect(index.rows).toBe(1);
    expect(index.add(Float32Array.of(1e-30, 0))).toBe(1);
    expect((await index.search({ query: Float32Array.of(3e38, 3e38), k: 2 })).scores[0]).toBeCloseTo(
      7 / 5 / Math.SQRT2,
      6,
    );
    const bad = { code: 'invalid-input' };
    await expect(index.search({ query: Float32Array.of(1), k: 1 })).rejects.toMatchObject(bad);
    await expect(index.search({ query: Float32Array.of(1, NaN), k: 1 })).rejects.toMatchObject(bad);
    await expect(index.search({ query: Float32Array.of(0, 0), k: 1 })).rejects.toMatchObject(bad);
    for (const k of [0, 1.5, -1, NaN, 5_000])
      await expect(index.search({ query: Float32Array.of(1, 0), k })).rejects.toMatchObject(bad);
    for (const minRecall of [0, 1.1, NaN])
      await expect(index.search({ query: Float32Array.of(1, 0), k: 1, minRecall })).rejects.toMatchObject(bad);
    expect(() => index.readable(new Uint8Array(3))).toThrow(expect.objectContaining(bad));
    for (const options of [
      { dimensions: 0 },
      { dimensions: 1.5 },
      { dimensions: 4, rowsPerShard: 1000 },
      { dimensions: 4, maxWorkers: -1 },
    ])
      expect(() => createVectorIndex(options)).toThrow(expect.objectContaining(bad));
  });

  it('answers the same in JavaScript as in WebAssembly', async () => {
    const few = set.vectors.subarray(0, 2_000 * dimensions);
    for (const strategy of ['exact', 'bytes', 'bits'] as const) {
      const [fast, plain] = (['auto', 'javascript'] as const).map((kernel) => {
        const index = indexOf({ dimensions, maxWorkers: 0, kernel, costs: only[strategy] });
        index.add(few);
        return index;
      });
      const mask = masks['half']!.subarray(0, 2_000);
      for (const query of queries.slice(0, 8)) {
        const answers = [fast!, plain!].map((index) => index.search({ query, k: 7, readable: index.readable(mask) }));
        const [one, other] = await Promise.all(answers);
        expect(one).toEqual(other);
      }
    }
  });
});

describe('scans in worker threads', () => {
  it.each(['exact', 'bytes'] as const)(
    'find by %s what the caller’s thread finds, also while the index grows',
    async (strategy) => {
      const here = indexOf({ dimensions, maxWorkers: 0, rowsPerShard: 2048, costs: slow(only[strategy]) });
      const there = indexOf({ dimensions, maxWorkers: 3, rowsPerShard: 2048, costs: slow(only[strategy]) });
      const third = (rows / 3) * dimensions;
      for (const part of [0, 1, 2]) {
        for (const index of [here, there]) index.add(set.vectors.subarray(part * third, (part + 1) * third));
        for (const mask of [undefined, ...Object.values(masks)]) {
          const own = mask?.subarray(0, here.rows);
          const answers = queries.slice(0, 4).map(async (query) => {
            const [one, other] = await Promise.all(
              [here, there].map((index) =>
                index.search({ query, k: 10, readable: own === undefined ? undefined : index.readable(own) }),
              ),
            );
            expect(other!.plan.thread).toBe('worker');
            expect(other!.rows).toEqual(one!.rows);
            expect(other!.scores).toEqual(one!.scores);
          });
          await Promise.all(answers);
        }
      }
    },
  );

  it('keep recall by signs, and do not see hidden rows', async () => {
    const mask = masks['half']!;
    const kept = Array.from(mask.keys()).filter((row) => mask[row] === 1);
    const options = { dimensions, maxWorkers: 2, rowsPerShard: 2048, costs: slow(only.bits) };
    const whole = indexOf(options);
    whole.add(set.vectors);
    const part = indexOf(options);
    for (const row of kept) part.add(set.vectors.subarray(row * dimensions, (row + 1) * dimensions));
    let sum = 0;
    for (const query of queries) {
      const among = await whole.search({ query, k: 10, readable: whole.readable(mask) });
      const alone = await part.search({ query, k: 10 });
      expect(among).toEqual({ ...alone, rows: alone.rows.map((row) => kept[row]) });
      sum += recall(among, bruteForce(set.vectors, query, 10, mask));
    }
    expect(sum / queries.length).toBeGreaterThanOrEqual(0.99);
  });

  it('stop for a signal, and the next search is answered', async () => {
    const index = indexOf({ dimensions, maxWorkers: 2, costs: slow(only.exact) });
    index.add(set.vectors);
    const stopped = new AbortController();
    const running = index.search({ query: queryAt(0), k: 3, signal: stopped.signal });
    stopped.abort();
    await expect(running).rejects.toMatchObject({ code: 'aborted' });
    await expect(index.search({ query: queryAt(0), k: 3, signal: stopped.signal })).rejects.toMatchObject({
      code: 'aborted',
    });
    const { rows: found } = await index.search({ query: queryAt(0), k: 3 });
    expect(found).toEqual(bruteForce(set.vectors, queryAt(0), 3).map(({ row }) => row));
  });

  it('end with the index: what runs is aborted, and a later search starts new ones', async () => {
    const index = indexOf({ dimensions, maxWorkers: 2, costs: slow(only.exact) });
    index.add(set.vectors);
    const running = index.search({ query: queryAt(0), k: 3 });
    const settled = expect(running).rejects.toMatchObject({ code: 'aborted' });
    await index.close();
    await settled;
    expect((await index.search({ query: queryAt(0), k: 3 })).rows).toHaveLength(3);
  });
});
