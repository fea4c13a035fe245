/** A new direction shorter than this share of the longest column is rounding noise. */
const noise = 1e-12;

/**
 * Makes the columns of a row-major `rows x width` matrix orthonormal in place, by Gram-Schmidt applied twice
 * ("twice is enough", Giraud, Langou and Rozloznik, 2005). Columns that depend on earlier ones become zero.
 */
export function orthonormalise(matrix: Float64Array, rows: number, width: number): void {
  const columns = columnsOf(matrix, rows, width);
  const longest = Math.max(0, ...columns.map((column) => Math.sqrt(dot(column, column))));
  for (const [index, column] of columns.entries()) {
    for (let pass = 0; pass < 2; pass += 1) {
      for (let earlier = 0; earlier < index; earlier += 1) subtractProjection(column, columns[earlier] ?? column);
    }
    const length = Math.sqrt(dot(column, column));
    const scale = length > longest * noise ? 1 / length : 0;
    for (let row = 0; row < rows; row += 1) matrix[row * width + index] = column[row] = (column[row] ?? 0) * scale;
  }
}

function columnsOf(matrix: Float64Array, rows: number, width: number): Float64Array[] {
  return Array.from({ length: width }, (_, index) => {
    const column = new Float64Array(rows);
    for (let row = 0; row < rows; row += 1) column[row] = matrix[row * width + index] ?? 0;
    return column;
  });
}

function dot(left: Float64Array, right: Float64Array): number {
  let sum = 0;
  for (let index = 0; index < left.length; index += 1) sum += (left[index] ?? 0) * (right[index] ?? 0);
  return sum;
}

function subtractProjection(column: Float64Array, onto: Float64Array): void {
  const length = dot(column, onto);
  for (let index = 0; index < column.length; index += 1)
    column[index] = (column[index] ?? 0) - length * (onto[index] ?? 0);
}
