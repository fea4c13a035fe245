/** A sparse matrix in compressed rows: row `r` has the entries from `starts[r]` to `starts[r + 1]`. */
export interface SparseMatrix {
  readonly rows: number;
  readonly columns: number;
  readonly starts: Uint32Array;
  readonly indices: Uint32Array;
  readonly values: Float64Array;
}

/** `matrix x dense`, where `dense` has `matrix.columns` rows of `width` values, row-major. */
export function multiply(matrix: SparseMatrix, dense: Float64Array, width: number): Float64Array {
  const { starts, indices, values } = matrix;
  const product = new Float64Array(matrix.rows * width);
  for (let row = 0; row < matrix.rows; row += 1) {
    for (let entry = starts[row] ?? 0; entry < (starts[row + 1] ?? 0); entry += 1) {
      addScaled(product, row * width, dense, (indices[entry] ?? 0) * width, values[entry] ?? 0, width);
    }
  }
  return product;
}

/** `transpose(matrix) x dense`, where `dense` has `matrix.rows` rows of `width` values, row-major. */
export function multiplyTransposed(matrix: SparseMatrix, dense: Float64Array, width: number): Float64Array {
  const { starts, indices, values } = matrix;
  const product = new Float64Array(matrix.columns * width);
  for (let row = 0; row < matrix.rows; row += 1) {
    for (let entry = starts[row] ?? 0; entry < (starts[row + 1] ?? 0); entry += 1) {
      addScaled(product, (indices[entry] ?? 0) * width, dense, row * width, values[entry] ?? 0, width);
    }
  }
  return product;
}

function addScaled(
  target: Float64Array,
  to: number,
  source: Float64Array,
  from: number,
  scale: number,
  width: number,
): void {
  for (let column = 0; column < width; column += 1) {
    target[to + column] = (target[to + column] ?? 0) + scale * (source[from + column] ?? 0);
  }
}
