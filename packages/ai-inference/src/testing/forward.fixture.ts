import type { Dense, Norm } from './encoder-weights.ts';
import type { WrittenModel } from './write-model-folder.ts';

/** Runs a written model over one row of tokens in plain JavaScript with 64-bit numbers: what the runtime must agree with. */
export function forward(
  { shape, weights }: WrittenModel,
  ids: readonly number[],
  types: readonly number[],
  head: 'tokens' | 'first' | 'each',
): Float64Array {
  const { hidden, heads } = shape;
  const count = ids.length;
  const at = (table: Float32Array, row: number, column: number): number => table[row * hidden + column] ?? NaN;
  const dense = (input: Float64Array, { weights: matrix, bias, rows, columns }: Dense): Float64Array => {
    const output = new Float64Array((input.length / rows) * columns);
    for (let row = 0; row < input.length / rows; row += 1) {
      for (let column = 0; column < columns; column += 1) {
        let sum = bias[column] ?? NaN;
        for (let inner = 0; inner < rows; inner += 1)
          sum += (input[row * rows + inner] ?? NaN) * (matrix[inner * columns + column] ?? NaN);
        output[row * columns + column] = sum;
      }
    }
    return output;
  };
  const norm = (input: Float64Array, { scale, shift }: Norm): Float64Array => {
    const output = new Float64Array(input.length);
    for (let start = 0; start < input.length; start += hidden) {
      const row = input.subarray(start, start + hidden);
      const mean = row.reduce((sum, value) => sum + value, 0) / hidden;
      const variance = row.reduce((sum, value) => sum + (value - mean) ** 2, 0) / hidden;
      for (const [column, value] of row.entries())
        output[start + column] =
          ((value - mean) / Math.sqrt(variance + 1e-12)) * (scale[column] ?? NaN) + (shift[column] ?? NaN);
    }
    return output;
  };
  const added = (a: Float64Array, b: Float64Array): Float64Array => a.map((value, index) => value + (b[index] ?? NaN));
  let state = new Float64Array(count * hidden);
  for (let token = 0; token < count; token += 1) {
    for (let column = 0; column < hidden; column += 1) {
      state[token * hidden + column] =
        at(weights.words, ids[token] ?? -1, column) +
        at(weights.types, types[token] ?? -1, column) +
        at(weights.positions, token, column);
    }
  }
  state = new Float64Array(norm(state, weights.norm));
  const width = hidden / heads;
  for (const layer of weights.layers) {
    const [query, key, value] = [layer.query, layer.key, layer.value].map((matrix) => dense(state, matrix));
    const mixed = new Float64Array(state.length);
    for (let which = 0; which < heads; which += 1) {
      for (let row = 0; row < count; row += 1) {
        const scores = Array.from({ length: count }, (_, other) => {
          let sum = 0;
          for (let column = which * width; column < (which + 1) * width; column += 1)
            sum += (query?.[row * hidden + column] ?? NaN) * (key?.[other * hidden + column] ?? NaN);
          return Math.exp(sum / Math.sqrt(width));
        });
        const total = scores.reduce((sum, score) => sum + score, 0);
        for (let column = which * width; column < (which + 1) * width; column += 1) {
          let sum = 0;
          for (const [other, score] of scores.entries())
            sum += (score / total) * (value?.[other * hidden + column] ?? NaN);
          mixed[row * hidden + column] = sum;
        }
      }
    }
    const attended = norm(added(dense(mixed, layer.output), state), layer.attentionNorm);
    const inner = dense(attended, layer.inner).map((each) => 0.5 * each * (1 + erf(each / Math.SQRT2)));
    state = new Float64Array(norm(added(dense(inner, layer.outer), attended), layer.outputNorm));
  }
  if (head === 'first') state = state.slice(0, hidden);
  return head === 'tokens' || weights.head === undefined ? state : dense(state, weights.head);
}

/** The error function by its series, and by its continued fraction where that converges sooner (Abramowitz and Stegun, 7.1.5 and 7.1.14). */
function erf(x: number): number {
  if (Math.abs(x) > 3) {
    let fraction = 0;
    for (let step = 60; step > 0; step -= 1) fraction = step / 2 / (Math.abs(x) + fraction);
    return Math.sign(x) * (1 - Math.exp(-x * x) / (Math.sqrt(Math.PI) * (Math.abs(x) + fraction)));
  }
  let term = x;
  let sum = x;
  for (let step = 1; step < 80; step += 1) {
    term *= (-x * x) / step;
    sum += term / (2 * step + 1);
  }
  return (2 / Math.sqrt(Math.PI)) * sum;
}
