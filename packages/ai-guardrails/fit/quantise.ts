import { FEATURES, HASHED, STRUCTURE } from '../src/injection/linear/features.ts';
import type { Weights } from './train.ts';

/** A model in eight bits per weight. */
export interface Quantised {
  readonly weights: string;
  readonly scales: readonly [number, number, number];
  readonly bias: number;
}

/** Rounds the weights of words, of concepts and of structure to one scale each. */
export function quantise({ weights, bias }: Weights): Quantised {
  const sections = [
    weights.subarray(0, HASHED),
    weights.subarray(HASHED, STRUCTURE),
    weights.subarray(STRUCTURE),
  ] as const;
  const scaleOf = (section: Float64Array): number => {
    const sizes = Float64Array.from(section, Math.abs).sort();
    // The few largest weights are cut, so that the many small ones keep their steps.
    const largest = sizes[Math.floor(sizes.length * 0.998)] ?? 0;
    return Number((largest / 127 || 1).toPrecision(6));
  };
  const scales = [scaleOf(sections[0]), scaleOf(sections[1]), scaleOf(sections[2])] as const;
  const bytes = new Int8Array(FEATURES);
  for (let feature = 0; feature < FEATURES; feature++) {
    const scale = feature < HASHED ? scales[0] : feature < STRUCTURE ? scales[1] : scales[2];
    bytes[feature] = Math.max(-127, Math.min(127, Math.round((weights[feature] ?? 0) / scale)));
  }
  return {
    weights: Buffer.from(bytes.buffer).toString('base64'),
    scales: [...scales],
    bias: Number(bias.toPrecision(8)),
  };
}
