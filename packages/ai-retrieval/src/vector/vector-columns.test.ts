import { describe, expect, it } from 'vitest';
import { clustered } from './clustered.fixture.ts';
import { mergeColumns, type VectorColumns } from './vector-columns.ts';
import { createVectorIndex } from './vector-index.ts';

const rows = 2_500;

function contents(columns: VectorColumns): unknown {
  const { floats, bytes, bits, scales, ...rest } = columns;
  return { ...rest, data: [floats, bytes, bits, scales].map((column) => Buffer.from(column).toString('base64')) };
}

describe('vector columns', () => {
  it.each([7, 64, 100, 128])(
    'of %d dimensions come back from an index as they went in, whatever the batches',
    (dimensions) => {
      const { vectors } = clustered(rows, dimensions, 9);
      const once = createVectorIndex({ dimensions, rowsPerShard: 1024, maxWorkers: 0 });
      once.add(vectors);
      const batches = createVectorIndex({ dimensions, maxWorkers: 0 });
      for (let row = 0; row < rows; row += 333)
        batches.add(vectors.subarray(row * dimensions, (row + 333) * dimensions));
      const restored = createVectorIndex({ dimensions, rowsPerShard: 2048, maxWorkers: 0 });
      restored.addColumns(once.columns(0, 1_100));
      restored.addColumns(once.columns(1_100));
      const expected = contents(once.columns());
      expect(contents(batches.columns())).toEqual(expected);
      expect(contents(restored.columns())).toEqual(expected);
    },
  );

  it('merge by copying the rows that are kept', () => {
    const dimensions = 20;
    const { vectors } = clustered(rows, dimensions, 9);
    const index = createVectorIndex({ dimensions, maxWorkers: 0 });
    index.add(vectors);
    const kept = Uint32Array.from({ length: 700 }, (_, at) => at * 3);
    const merged = mergeColumns(dimensions, [
      { columns: index.columns(0, 2_200), keep: kept },
      { columns: index.columns(2_200) },
    ]);
    const direct = createVectorIndex({ dimensions, maxWorkers: 0 });
    for (const row of [...kept, ...Array.from({ length: 300 }, (_, at) => 2_200 + at)])
      direct.add(vectors.subarray(row * dimensions, (row + 1) * dimensions));
    expect(contents(merged)).toEqual(contents(direct.columns()));
    expect(() => mergeColumns(dimensions, [{ columns: merged, keep: Uint32Array.of(1_000) }])).toThrow(
      expect.objectContaining({ code: 'invalid-input' }),
    );
  });

  it('are refused when truncated, of other dimensions or of another version', () => {
    const index = createVectorIndex({ dimensions: 4, maxWorkers: 0 });
    index.add(Float32Array.of(1, 2, 3, 4));
    const columns = index.columns();
    const refused = expect.objectContaining({ code: 'integrity' });
    for (const name of ['floats', 'bytes', 'bits', 'scales'] as const)
      expect(() => index.addColumns({ ...columns, [name]: columns[name].subarray(1) })).toThrow(refused);
    expect(() => index.addColumns({ ...columns, dimensions: 5 })).toThrow(refused);
    expect(() => index.addColumns({ ...columns, version: 2 })).toThrow(refused);
    expect(() => index.columns(0, 9)).toThrow(expect.objectContaining({ code: 'invalid-input' }));
    expect(index.rows).toBe(1);
  });

  it('take less than 2,200 bytes of memory per vector of 384 dimensions, all codes included', () => {
    const count = 40_000;
    const index = createVectorIndex({ dimensions: 384 });
    const batch = new Float32Array(1_000 * 384).fill(1);
    for (let row = 0; row < count; row += 1_000) index.add(batch);
    expect(index.bytes / count).toBeLessThan(2_200);
  });
});
