/** Sizes of an encoder of BERT's kind. */
export interface EncoderShape {
  /** Width of the token vectors. */
  readonly hidden: number;
  readonly layers: number;
  readonly heads: number;
  /** Width of the feed-forward part. */
  readonly feedForward: number;
  readonly vocabulary: number;
  /** Longest row. */
  readonly positions: number;
}

/** Small enough for a test. */
export const tinyShape: EncoderShape = {
  hidden: 32,
  layers: 2,
  heads: 4,
  feedForward: 64,
  vocabulary: 600,
  positions: 128,
};

/** The sizes of all-MiniLM-L6-v2, as its configuration states them. */
export const miniLmShape: EncoderShape = {
  hidden: 384,
  layers: 6,
  heads: 12,
  feedForward: 1_536,
  vocabulary: 30_522,
  positions: 512,
};
