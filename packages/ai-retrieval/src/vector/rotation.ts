import { rotationRounds } from './layout.ts';

// Fixed: codes of two segments can be compared only when both were turned alike.
const seed = 0x9e3779b9;

/**
 * Signs of the rotation that the codes are made after, +1 or -1 for each coordinate and round. They depend on the number of
 * dimensions alone, never on the vectors: what a code says about a row cannot tell of other rows.
 */
export function rotationSigns(dimensions: number): Float32Array {
  let state = seed;
  return Float32Array.from({ length: rotationRounds * dimensions }, () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state & 0x10000) === 0 ? 1 : -1;
  });
}
