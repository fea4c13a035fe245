import type { EncoderShape } from './encoder-shape.ts';
import { createRandom, randomWeights } from './random.ts';

/** A matrix (`rows x columns`, row-major) and its bias. */
export interface Dense {
  readonly weights: Float32Array;
  readonly bias: Float32Array;
  readonly rows: number;
  readonly columns: number;
}

/** Scale and shift of a layer normalisation. */
export interface Norm {
  readonly scale: Float32Array;
  readonly shift: Float32Array;
}

/** Weights of one layer. */
export interface LayerWeights {
  readonly query: Dense;
  readonly key: Dense;
  readonly value: Dense;
  readonly output: Dense;
  readonly attentionNorm: Norm;
  readonly inner: Dense;
  readonly outer: Dense;
  readonly outputNorm: Norm;
}

/** Weights of an encoder, and of a head where it has one. */
export interface EncoderWeights {
  readonly words: Float32Array;
  readonly positions: Float32Array;
  readonly types: Float32Array;
  readonly norm: Norm;
  readonly layers: readonly LayerWeights[];
  readonly head: Dense | undefined;
}

/** Random weights from a seed; `labels` is the width of the head, 0 for none. */
export function createEncoderWeights(shape: EncoderShape, labels: number, seed: number): EncoderWeights {
  const random = createRandom(seed);
  const { hidden, feedForward } = shape;
  const dense = (rows: number, columns: number): Dense => ({
    // Keeps the size of the values from layer to layer.
    weights: randomWeights(random, rows * columns, Math.sqrt(3 / rows)),
    bias: randomWeights(random, columns, 0.1),
    rows,
    columns,
  });
  const norm = (): Norm => ({
    scale: randomWeights(random, hidden, 0.2).map((value) => value + 1),
    shift: randomWeights(random, hidden, 0.1),
  });
  const table = (rows: number): Float32Array => randomWeights(random, rows * hidden, 1);
  return {
    words: table(shape.vocabulary),
    positions: table(shape.positions),
    types: table(2),
    norm: norm(),
    layers: Array.from({ length: shape.layers }, () => ({
      query: dense(hidden, hidden),
      key: dense(hidden, hidden),
      value: dense(hidden, hidden),
      output: dense(hidden, hidden),
      attentionNorm: norm(),
      inner: dense(hidden, feedForward),
      outer: dense(feedForward, hidden),
      outputNorm: norm(),
    })),
    head: labels === 0 ? undefined : dense(hidden, labels),
  };
}
