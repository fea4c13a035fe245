import { rotationRounds } from '../layout.ts';

// The same steps in the same order as wasm/kernel.as, each rounded to float32 where the kernel rounds.
const rounding = 12_582_912;

function hadamard(values: Float32Array): void {
  const size = values.length;
  for (let half = 1; half < size; half *= 2) {
    for (let group = 0; group < size; group += half * 2) {
      for (let one = group; one < group + half; one++) {
        const a = values[one] ?? 0;
        const b = values[one + half] ?? 0;
        values[one] = a + b;
        values[one + half] = a - b;
      }
    }
  }
  const factor = Math.fround(1 / Math.sqrt(size));
  for (let one = 0; one < size; one++) values[one] = (values[one] ?? 0) * factor;
}

function rotate(values: Float32Array, signs: Float32Array): void {
  const dimensions = values.length;
  let size = 1;
  while (size * 2 <= dimensions) size *= 2;
  for (let round = 0; round < rotationRounds; round++) {
    for (let one = 0; one < dimensions; one++)
      values[one] = (values[one] ?? 0) * (signs[round * dimensions + one] ?? 0);
    if (size < 2) continue;
    hadamard(values.subarray(0, size));
    if (size < dimensions) hadamard(values.subarray(dimensions - size));
  }
}

/** Sum of the squares in float64, in four interleaved sums. */
function squareOf(values: Float32Array): number {
  const sums = [0, 0, 0, 0];
  const even = values.length - (values.length % 4);
  for (let index = 0; index < values.length; index++) {
    const value = values[index] ?? 0;
    const lane = index < even ? index % 4 : 0;
    sums[lane] = (sums[lane] ?? 0) + value * value;
  }
  const [a = 0, b = 0, c = 0, d = 0] = sums;
  return a + b + (c + d);
}

/** Where the codes of one vector go. */
export interface CodeTarget {
  /** Holds the vector; normalised in place. */
  readonly floats: Float32Array;
  readonly bytes: Int8Array;
  /** As many 32-bit words as the signs need, rounded up to an even number. */
  readonly bits: Uint32Array;
  readonly scale: Float32Array;
}

/** Normalises and encodes one vector. Returns the rotated vector, 1 when it is not finite, 2 when its length is zero. */
export function encodeVector({ floats, bytes, bits, scale }: CodeTarget, signs: Float32Array): Float32Array | 1 | 2 {
  const square = squareOf(floats);
  if (!(square < Infinity)) return 1;
  if (square === 0) return 2;
  const inverse = 1 / Math.sqrt(square);
  for (let index = 0; index < floats.length; index++) floats[index] = (floats[index] ?? 0) * inverse;
  const turned = floats.slice();
  rotate(turned, signs);
  let most = 0;
  for (const value of turned) most = Math.max(most, Math.abs(value));
  scale[0] = most / 127;
  const factor = Math.fround(127 / most);
  bits.fill(0);
  for (const [index, value] of turned.entries()) {
    bytes[index] = Math.fround(Math.fround(value * factor) + rounding) - rounding;
    if (value < 0) bits[index >> 5] = (bits[index >> 5] ?? 0) | (1 << (index & 31));
  }
  return turned;
}

/** Magnitudes of a rotated query in steps of a seventh of the largest, as three bit planes word by word; returns their sum. */
export function weighQuery(turned: Float32Array, scale: number, planes: Uint32Array): number {
  const factor = Math.fround(7 / Math.fround(scale * 127));
  planes.fill(0);
  let sum = 0;
  for (const [index, value] of turned.entries()) {
    const magnitude = Math.fround(Math.fround(Math.abs(value) * factor) + rounding) - rounding;
    sum += magnitude;
    for (let plane = 0; plane < 3; plane++) {
      const at = (index >> 6) * 6 + plane * 2 + ((index >> 5) & 1);
      planes[at] = (planes[at] ?? 0) | (((magnitude >> plane) & 1) << (index & 31));
    }
  }
  return sum;
}
