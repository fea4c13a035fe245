/** Eigenvalues from large to small; column `c` of the row-major `vectors` belongs to `values[c]`. */
export interface Eigen {
  readonly values: Float64Array;
  readonly vectors: Float64Array;
}

const maxSweeps = 60;
const tolerance = 1e-15;

/**
 * Eigenvalues and orthonormal eigenvectors of a symmetric row-major `size x size` matrix, by the cyclic Jacobi method
 * (Golub and Van Loan, Matrix Computations, 4th edition, section 8.5). Overwrites `matrix`. O(size^3) per sweep; ten sweeps are usual.
 */
export function symmetricEigen(matrix: Float64Array, size: number): Eigen {
  // Rows of `basis` are the eigenvectors, so that both updates of a rotation run along memory.
  const basis = new Float64Array(size * size);
  for (let index = 0; index < size; index += 1) basis[index * size + index] = 1;
  for (let sweep = 0; sweep < maxSweeps && offDiagonal(matrix, size) > tolerance; sweep += 1) {
    for (let p = 0; p < size - 1; p += 1) {
      for (let q = p + 1; q < size; q += 1) annihilate(matrix, basis, size, p, q);
    }
  }
  return sorted(matrix, basis, size);
}

function offDiagonal(matrix: Float64Array, size: number): number {
  let off = 0;
  let all = 0;
  for (let row = 0; row < size; row += 1) {
    for (let column = 0; column < size; column += 1) {
      const square = (matrix[row * size + column] ?? 0) ** 2;
      all += square;
      if (row !== column) off += square;
    }
  }
  return all === 0 ? 0 : Math.sqrt(off / all);
}

function annihilate(matrix: Float64Array, basis: Float64Array, size: number, p: number, q: number): void {
  const off = matrix[p * size + q] ?? 0;
  if (off === 0) return;
  const theta = ((matrix[q * size + q] ?? 0) - (matrix[p * size + p] ?? 0)) / (2 * off);
  const tangent = theta === 0 ? 1 : Math.sign(theta) / (Math.abs(theta) + Math.sqrt(theta * theta + 1));
  const cosine = 1 / Math.sqrt(tangent * tangent + 1);
  const sine = tangent * cosine;
  for (let row = 0; row < size; row += 1) {
    const left = matrix[row * size + p] ?? 0;
    const right = matrix[row * size + q] ?? 0;
    matrix[row * size + p] = cosine * left - sine * right;
    matrix[row * size + q] = sine * left + cosine * right;
  }
  rotateRows(matrix, size, p, q, cosine, sine);
  rotateRows(basis, size, p, q, cosine, sine);
}

function rotateRows(matrix: Float64Array, size: number, p: number, q: number, cosine: number, sine: number): void {
  for (let column = 0; column < size; column += 1) {
    const upper = matrix[p * size + column] ?? 0;
    const lower = matrix[q * size + column] ?? 0;
    matrix[p * size + column] = cosine * upper - sine * lower;
    matrix[q * size + column] = sine * upper + cosine * lower;
  }
}

function sorted(matrix: Float64Array, basis: Float64Array, size: number): Eigen {
  const diagonal = (index: number): number => matrix[index * size + index] ?? 0;
  const order = Array.from({ length: size }, (_, index) => index).sort(
    (left, right) => diagonal(right) - diagonal(left) || left - right,
  );
  const values = Float64Array.from(order, diagonal);
  const vectors = new Float64Array(size * size);
  for (const [column, from] of order.entries()) {
    for (let row = 0; row < size; row += 1) vectors[row * size + column] = basis[from * size + row] ?? 0;
  }
  return { values, vectors };
}
