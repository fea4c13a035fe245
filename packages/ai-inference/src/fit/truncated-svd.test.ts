import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { orthonormalise } from './orthonormal.ts';
import { multiply, multiplyTransposed, type SparseMatrix } from './sparse-matrix.ts';
import { symmetricEigen } from './symmetric-eigen.ts';
import { truncatedSvd } from './truncated-svd.ts';

type Dense = readonly (readonly number[])[];

function sparse(dense: Dense): SparseMatrix {
  const columns = dense[0]?.length ?? 0;
  const starts = [0];
  const entries: [number, number][] = [];
  for (const row of dense) {
    for (const [column, value] of row.entries()) if (value !== 0) entries.push([column, value]);
    starts.push(entries.length);
  }
  return {
    rows: dense.length,
    columns,
    starts: Uint32Array.from(starts),
    indices: Uint32Array.from(entries, ([column]) => column),
    values: Float64Array.from(entries, ([, value]) => value),
  };
}

const ignore = (): void => undefined;
const matrices = fc.tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 9 })).chain(([rows, columns]) => {
  const value = fc.oneof(fc.constant(0), fc.integer({ min: -8, max: 8 }));
  return fc.array(fc.array(value, { minLength: columns, maxLength: columns }), { minLength: rows, maxLength: rows });
});

/** Singular values by another road: eigenvalues of the full Gram matrix. */
function singularValues(dense: Dense): number[] {
  const columns = dense[0]?.length ?? 0;
  const gram = new Float64Array(columns * columns);
  for (const row of dense) {
    for (let i = 0; i < columns; i += 1) {
      for (let j = 0; j < columns; j += 1) gram[i * columns + j]! += (row[i] ?? 0) * (row[j] ?? 0);
    }
  }
  return [...symmetricEigen(gram, columns).values].map((value) => Math.sqrt(Math.max(0, value)));
}

describe('truncatedSvd', () => {
  it('finds the singular values of a textbook matrix', () => {
    // [[3, 0], [4, 5]] has singular values 3 sqrt(5) and sqrt(5).
    const { singularValues: found, vectors } = truncatedSvd(
      sparse([
        [3, 0],
        [4, 5],
      ]),
      2,
      1,
      ignore,
    );
    expect(found[0]).toBeCloseTo(3 * Math.sqrt(5), 12);
    expect(found[1]).toBeCloseTo(Math.sqrt(5), 12);
    expect(Math.abs(vectors[0] ?? 0)).toBeCloseTo(Math.SQRT1_2, 12);
  });

  it('agrees with the full decomposition on any small matrix, wide, tall or short of rank', () => {
    fc.assert(
      fc.property(matrices, fc.integer({ min: 1, max: 9 }), (dense, rank) => {
        const found = truncatedSvd(sparse(dense), rank, 7, ignore);
        const expected = singularValues(dense);
        const largest = expected[0] ?? 0;
        // Between noise and signal either answer would be right.
        fc.pre(expected.every((value) => value < largest * 1e-7 || value > largest * 1e-4));
        const nonZero = expected.filter((value) => value > largest * 1e-6).length;
        expect(found.rank).toBe(Math.min(rank, nonZero));
        for (const [index, value] of found.singularValues.entries()) expect(value).toBeCloseTo(expected[index] ?? 0, 6);
        expectOrthonormal(found.vectors, found.rank);
      }),
    );
  });

  it('keeps the leading directions of a matrix that is larger than what it carries along', () => {
    // Three blocks of equal rows: rank 3 with singular values sqrt(rows of the block x entries of a row).
    const block = (index: number): number[] =>
      Array.from({ length: 90 }, (_, column) => (Math.floor(column / 30) === index ? 1 : 0));
    const dense = Array.from({ length: 120 }, (_, row) => block(row < 60 ? 0 : row < 100 ? 1 : 2));
    const { rank, singularValues: found } = truncatedSvd(sparse(dense), 2, 3, ignore);
    expect(rank).toBe(2);
    expect(found[0]).toBeCloseTo(Math.sqrt(60 * 30), 9);
    expect(found[1]).toBeCloseTo(Math.sqrt(40 * 30), 9);
  });

  it('gives rank 0 for a matrix of zeros or without rows', () => {
    expect(truncatedSvd(sparse([[0, 0]]), 2, 1, ignore).rank).toBe(0);
    expect(truncatedSvd(sparse([]), 2, 1, ignore).rank).toBe(0);
  });
});

describe('orthonormalise', () => {
  it('turns dependent columns into zero and the others orthonormal', () => {
    const matrix = Float64Array.from([1, 2, 0, 1, 2, 1, 0, 0, 1]);
    orthonormalise(matrix, 3, 3);
    expect([matrix[1], matrix[4], matrix[7]]).toEqual([0, 0, 0]);
    const column = (index: number): number[] => [0, 1, 2].map((row) => matrix[row * 3 + index] ?? 0);
    expect(Math.hypot(...column(2))).toBeCloseTo(1, 14);
    expect(column(0).reduce((sum, value, row) => sum + value * (column(2)[row] ?? 0), 0)).toBeCloseTo(0, 14);
  });
});

describe('sparse products', () => {
  it('equal the dense ones, transposed or not', () => {
    const matrix = sparse([
      [1, 0, 2],
      [0, 3, 0],
    ]);
    expect([...multiply(matrix, Float64Array.of(1, 10, 2, 20, 3, 30), 2)]).toEqual([7, 70, 6, 60]);
    expect([...multiplyTransposed(matrix, Float64Array.of(1, 10, 2, 20), 2)]).toEqual([1, 10, 6, 60, 2, 20]);
  });
});

function expectOrthonormal(vectors: Float64Array, rank: number): void {
  for (let left = 0; left < rank; left += 1) {
    for (let right = 0; right <= left; right += 1) {
      let dot = 0;
      for (let row = 0; row < vectors.length / rank; row += 1)
        dot += (vectors[row * rank + left] ?? 0) * (vectors[row * rank + right] ?? 0);
      expect(dot).toBeCloseTo(left === right ? 1 : 0, 6);
    }
  }
}
