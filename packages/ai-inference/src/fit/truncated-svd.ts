import { orthonormalise } from './orthonormal.ts';
import { multiply, multiplyTransposed, type SparseMatrix } from './sparse-matrix.ts';
import { symmetricEigen } from './symmetric-eigen.ts';

/** The leading right singular vectors of a matrix: `vectors` is row-major, `columns x rank`. */
export interface TruncatedSvd {
  readonly rank: number;
  readonly singularValues: Float64Array;
  readonly vectors: Float64Array;
}

/** Extra directions carried along, and rounds of the subspace iteration (Halko, Martinsson and Tropp advise 5-10 and 1-4; more of both sharpens flat spectra). */
const oversampling = 16;
const rounds = 6;

/** A singular value below this share of the largest is zero: eigenvalues of a Gram matrix hold half the digits. */
const zero = 1e-6;

/**
 * The `rank` leading singular values and right singular vectors of a sparse matrix, by randomised subspace iteration
 * (Halko, Martinsson and Tropp, "Finding structure with randomness", 2011, algorithm 4.4) on the shorter side of the matrix.
 * Gives fewer where the matrix has a lower rank. The same seed gives the same bits.
 *
 * @param onRound - called after each step, with the steps done and all of them
 */
export function truncatedSvd(
  matrix: SparseMatrix,
  rank: number,
  seed: number,
  onRound: (done: number, total: number) => void,
): TruncatedSvd {
  const isWide = matrix.rows <= matrix.columns;
  const side = isWide ? matrix.rows : matrix.columns;
  const width = Math.min(rank + oversampling, side);
  const over = (dense: Float64Array): Float64Array =>
    isWide ? multiplyTransposed(matrix, dense, width) : multiply(matrix, dense, width);
  const back = (dense: Float64Array): Float64Array =>
    isWide ? multiply(matrix, dense, width) : multiplyTransposed(matrix, dense, width);

  // Where the whole side is carried along there is nothing to search for, and small random matrices are often singular.
  const isWhole = width === side;
  const steps = (isWhole ? 0 : rounds) + 1;
  let range = isWhole ? identity(side) : randomSigns(side * width, seed);
  for (let step = 1; step < steps; step += 1) {
    orthonormalise(range, side, width);
    range = back(over(range));
    onRound(step, steps);
  }
  orthonormalise(range, side, width);

  const projected = over(range);
  const { values, vectors } = symmetricEigen(gram(projected, width), width);
  const largest = Math.sqrt(Math.max(0, values[0] ?? 0));
  const singularValues = values.map((value) => Math.sqrt(Math.max(0, value)));
  const kept = singularValues.slice(0, rank).filter((value) => value > largest * zero);
  onRound(steps, steps);
  // On the wide side `projected` is transpose(matrix) x range, so its own left singular vectors are wanted; else the range rotated.
  const [from, scale] = isWide
    ? [projected, (column: number): number => 1 / (kept[column] ?? 1)]
    : [range, (): number => 1];
  return { rank: kept.length, singularValues: kept, vectors: rotate(from, vectors, width, kept.length, scale) };
}

function identity(size: number): Float64Array {
  const matrix = new Float64Array(size * size);
  for (let index = 0; index < size; index += 1) matrix[index * size + index] = 1;
  return matrix;
}

/** Random +1 and -1 from a 32-bit counter through a mixing function (splitmix32): integers alone, the same on every machine. */
function randomSigns(length: number, seed: number): Float64Array {
  const signs = new Float64Array(length);
  let state = seed >>> 0;
  for (let index = 0; index < length; index += 1) {
    state = (state + 0x9e3779b9) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 16), 0x21f0aaad);
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
    signs[index] = (mixed ^ (mixed >>> 15)) & 1 ? 1 : -1;
  }
  return signs;
}

function gram(matrix: Float64Array, width: number): Float64Array {
  const product = new Float64Array(width * width);
  for (let start = 0; start < matrix.length; start += width) {
    for (let left = 0; left < width; left += 1) {
      const value = matrix[start + left] ?? 0;
      for (let right = left; right < width; right += 1) {
        product[left * width + right] = (product[left * width + right] ?? 0) + value * (matrix[start + right] ?? 0);
      }
    }
  }
  for (let left = 0; left < width; left += 1) {
    for (let right = 0; right < left; right += 1) product[left * width + right] = product[right * width + left] ?? 0;
  }
  return product;
}

function rotate(
  matrix: Float64Array,
  basis: Float64Array,
  width: number,
  kept: number,
  scale: (column: number) => number,
): Float64Array {
  const rows = matrix.length / Math.max(1, width);
  const rotated = new Float64Array(rows * kept);
  for (let row = 0; row < rows; row += 1) {
    for (let inner = 0; inner < width; inner += 1) {
      const value = matrix[row * width + inner] ?? 0;
      for (let column = 0; column < kept; column += 1) {
        rotated[row * kept + column] =
          (rotated[row * kept + column] ?? 0) + value * (basis[inner * width + column] ?? 0);
      }
    }
  }
  for (let column = 0; column < kept; column += 1) {
    const factor = scale(column);
    for (let row = 0; row < rows; row += 1) rotated[row * kept + column] = (rotated[row * kept + column] ?? 0) * factor;
  }
  return rotated;
}
