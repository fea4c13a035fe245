import { createFeatureReader, FEATURES, HASHED, STRUCTURE } from '../src/injection/linear/features.ts';
import { createSentence, readSentence } from '../src/injection/linear/sentence.ts';
import { addTo, createTally, factorsOf, scoreOf, type Tally } from '../src/injection/linear/score.ts';
import type { Random } from './grammar.ts';

/** The features of a text. */
export function featuresOf(text: string): Uint16Array {
  const found: number[] = [];
  const reader = createFeatureReader((feature) => found.push(feature));
  const sentence = createSentence();
  readSentence(text, sentence);
  reader.add(sentence);
  return Uint16Array.from(found);
}

/** What is learned from. */
export interface Sample {
  readonly features: Uint16Array;
  readonly isAttack: boolean;
  readonly weight: number;
}

/** How the weights are found. */
export interface TrainOptions {
  readonly epochs: number;
  readonly rate: number;
  /** Pull towards 0 of the weights of words, and of concepts, by step. */
  readonly decay: number;
}

/** Weights by feature, and the bias. */
export interface Weights {
  readonly weights: Float64Array;
  readonly bias: number;
}

/**
 * Fits a linear model with the modified Huber loss by AdaGrad. It uses sums, products and square roots only, which
 * every machine rounds alike, so that the same samples give the same weights everywhere.
 */
export function train(samples: readonly Sample[], { epochs, rate, decay }: TrainOptions, random: Random): Weights {
  const weights = new Float64Array(FEATURES);
  const squares = new Float64Array(FEATURES).fill(1e-3);
  let bias = 0;
  let biasSquares = 1;
  const order = Uint32Array.from(samples, (_, at) => at);
  const tally: Tally = createTally();
  for (let epoch = 0; epoch < epochs; epoch++) {
    shuffle(order, random);
    for (const at of order) {
      const sample = samples[at];
      if (sample === undefined) continue;
      Object.assign(tally, createTally());
      for (const feature of sample.features) addTo(tally, feature, weights[feature] ?? 0);
      const sign = sample.isAttack ? 1 : -1;
      const margin = sign * scoreOf(tally, bias);
      if (margin >= 1) continue;
      const slope = -sign * sample.weight * (margin >= -1 ? 2 * (1 - margin) : 4);
      const { hashed, concept } = factorsOf(tally);
      for (const feature of sample.features) {
        const factor = feature < HASHED ? hashed : feature < STRUCTURE ? concept : 0.3;
        const old = weights[feature] ?? 0;
        const gradient = slope * factor + decay * old;
        const square = (squares[feature] ?? 0) + gradient * gradient;
        squares[feature] = square;
        weights[feature] = old - (rate * gradient) / Math.sqrt(square);
      }
      biasSquares += slope * slope;
      bias -= (rate * slope) / Math.sqrt(biasSquares);
    }
  }
  return { weights, bias };
}

function shuffle(order: Uint32Array, random: Random): void {
  for (let last = order.length - 1; last > 0; last--) {
    const other = random.below(last + 1);
    const held = order[last] ?? 0;
    order[last] = order[other] ?? 0;
    order[other] = held;
  }
}
