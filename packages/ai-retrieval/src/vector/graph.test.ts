import { describe, expect, it } from 'vitest';
import { clustered, seeded } from './clustered.fixture.ts';
import { createUsearchGraphs, type CreateVectorGraph, type UsearchModule } from './graph.ts';
import { createVectorIndex } from './vector-index.ts';

const dimensions = 64;
const rows = 1_000;
const { vectors } = clustered(rows, dimensions, 4);
/** Near to many vectors. */
const query = vectors.slice(3 * dimensions, 4 * dimensions);

/** A graph that compares with every row, and forgets a share of the nearest. */
function forgetful(share: number): CreateVectorGraph {
  return () => {
    let stored = new Float32Array(0);
    return {
      add: (added) => {
        const joined = new Float32Array(stored.length + added.length);
        joined.set(stored);
        joined.set(added, stored.length);
        stored = joined;
      },
      search: (asked, count) => {
        const scores = Array.from({ length: stored.length / dimensions }, (_, row) =>
          asked.reduce((sum, value, at) => sum + value * (stored[row * dimensions + at] ?? 0), 0),
        );
        const order = [...scores.keys()].sort((a, b) => scores[b]! - scores[a]!).slice(0, count);
        return order.filter((row) => (row * 0.618) % 1 >= share).map(BigInt);
      },
    };
  };
}

// So slow that any graph is worth it.
const costs = {
  fixedNs: 1e6,
  rescoreNs: 0,
  floatNsPerDimension: 1e3,
  byteNsPerDimension: 1e3,
  bitNsPerDimension: 1e3,
  pickedShare: 1,
};

describe('a graph over an index', () => {
  it('answers searches of all rows, scored by floats, until rows are added', { timeout: 60_000 }, async () => {
    const index = createVectorIndex({ dimensions, maxWorkers: 0, graph: forgetful(0), costs });
    index.add(vectors);
    const before = await index.search({ query, k: 10, minRecall: 0.97 });
    expect(before.plan.strategy).not.toBe('graph');
    await index.buildGraph();
    const after = await index.search({ query, k: 10, minRecall: 0.97 });
    expect(after.plan.strategy).toBe('graph');
    const exact = await index.search({ query, k: 10, minRecall: 1 });
    expect(exact.plan.strategy).toBe('exact');
    expect([after.rows, after.scores]).toEqual([exact.rows, exact.scores]);

    const mask = new Uint8Array(rows).fill(1);
    const all = await index.search({ query, k: 10, minRecall: 0.97, readable: index.readable(mask) });
    expect(all.plan.strategy).toBe('graph');
    mask[exact.rows[0]!] = 0;
    const masked = await index.search({ query, k: 10, minRecall: 0.97, readable: index.readable(mask) });
    expect(masked.plan.strategy).not.toBe('graph');
    expect(masked.rows).not.toContain(exact.rows[0]);

    index.add(query.map((value, at) => value + (at === 0 ? 0.01 : 0)));
    const grown = await index.search({ query, k: 2, minRecall: 0.97 });
    expect(grown.plan.strategy).not.toBe('graph');
    expect(grown.rows).toEqual([3, rows]);
  });

  it('gives way to a scan for a query that is far from everything', { timeout: 60_000 }, async () => {
    const index = createVectorIndex({ dimensions, maxWorkers: 0, graph: forgetful(0), costs });
    index.add(vectors);
    await index.buildGraph();
    const uniform = seeded(8);
    const far = Float32Array.from({ length: dimensions }, () => uniform() - 0.5);
    const found = await index.search({ query: far, k: 5, minRecall: 0.97 });
    expect(found.plan.strategy).not.toBe('graph');
    expect(found.rows).toEqual((await index.search({ query: far, k: 5, minRecall: 1 })).rows);
    expect((await index.search({ query, k: 5, minRecall: 0.97 })).plan.strategy).toBe('graph');
    expect((await index.search({ query, k: 5, minRecall: 0.97 })).rows).toHaveLength(5);
  });

  it('is not asked when it was measured to find too little', { timeout: 60_000 }, async () => {
    const index = createVectorIndex({ dimensions, maxWorkers: 0, graph: forgetful(0.1), costs });
    index.add(vectors);
    await index.buildGraph();
    expect((await index.search({ query, k: 10, minRecall: 0.97 })).plan.strategy).not.toBe('graph');
    expect((await index.search({ query, k: 10, minRecall: 0.8 })).plan.strategy).toBe('graph');
  });

  it('is refused where none was given, cancelled by a signal, and dropped when rows come meanwhile', async () => {
    const without = createVectorIndex({ dimensions, maxWorkers: 0 });
    await expect(without.buildGraph()).rejects.toMatchObject({ code: 'unsupported' });
    const index = createVectorIndex({ dimensions, maxWorkers: 0, graph: forgetful(0), costs });
    index.add(vectors.subarray(0, 600 * dimensions));
    await expect(index.buildGraph({ signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'aborted' });
    const building = index.buildGraph();
    index.add(query);
    await expect(building).rejects.toMatchObject({ code: 'conflict' });
    expect((await index.search({ query, k: 1, minRecall: 0.9 })).plan.strategy).not.toBe('graph');
  });

  it('hands usearch keys that are rows', () => {
    const added: [bigint[], number][] = [];
    class Index {
      add(keys: BigUint64Array, values: Float32Array): void {
        added.push([[...keys], values.length]);
      }
      search(_query: Float32Array, count: number): { keys: BigUint64Array } {
        return { keys: BigUint64Array.of(BigInt(count)) };
      }
    }
    const graph = createUsearchGraphs({ Index } satisfies UsearchModule)(2);
    graph.add(Float32Array.of(1, 2, 3, 4));
    graph.add(Float32Array.of(5, 6));
    expect(added).toEqual([
      [[0n, 1n], 4],
      [[2n], 2],
    ]);
    expect(Array.from(graph.search(Float32Array.of(1, 2), 7), Number)).toEqual([7]);
  });
});
