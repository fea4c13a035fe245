import { AiError } from '@org/ai-core';
import { bytesOfBase64 } from '../../normalise/base64.ts';
import { createFeatureReader, FEATURES, HASHED, STRUCTURE } from './features.ts';
import { addTo, clearTally, createTally, scoreOf } from './score.ts';
import type { Sentence } from './sentence.ts';
import { fitted } from './weights.ts';

/** Weighs a text sentence by sentence. */
export interface LinearScorer {
  add(sentence: Sentence): void;
  /** From 0 to 1; from 0.5 on what has been added reads as an attack. */
  score(): number;
  reset(): void;
}

/** A fitted model: weights by feature, and the score from which a text is flagged. */
export interface LinearModel {
  readonly weights: Float32Array;
  readonly bias: number;
  readonly threshold: number;
}

/** A model as it is kept: one signed byte per feature, and three scales. */
export interface PackedModel {
  readonly weights: string;
  readonly scales: readonly [number, number, number];
  readonly bias: number;
  readonly threshold: number;
}

let builtIn: LinearModel | undefined;

/** Reads a packed model. */
export function unpackModel({ weights, scales, bias, threshold }: PackedModel): LinearModel {
  const bytes = bytesOfBase64(weights);
  if (bytes.length !== FEATURES)
    throw new AiError('internal', 'the weights were fitted for other features; fit them again');
  const read = Float32Array.from(bytes, (byte, feature) => {
    const value = byte > 127 ? byte - 256 : byte;
    return value * scales[feature < HASHED ? 0 : feature < STRUCTURE ? 1 : 2];
  });
  return { weights: read, bias, threshold };
}

/** Makes a scorer; the built-in weights are read when first asked for. */
export function createLinearScorer(model?: LinearModel): LinearScorer {
  const { weights, bias, threshold } = model ?? (builtIn ??= unpackModel(fitted));
  const tally = createTally();
  const reader = createFeatureReader((feature) => addTo(tally, feature, weights[feature] ?? 0));
  return {
    add: (sentence) => reader.add(sentence),
    score: () => probabilityOf(scoreOf(tally, bias) - threshold),
    reset() {
      reader.reset();
      clearTally(tally);
    },
  };
}

/** 0.5 at the threshold, and towards 0 and 1 with the distance from it. */
function probabilityOf(distance: number): number {
  return 0.5 + (0.5 * distance) / (0.5 + Math.abs(distance));
}
