/** A text, or a pair of texts, as the input of a model. */
export interface Encoding {
  /** Token ids, the special ones included. */
  readonly ids: Int32Array;
  /** 0 for the tokens of the first text, 1 for those of the second. */
  readonly typeIds: Uint8Array;
  /** Start and end of each token in its text (UTF-16 units, `[start, end)`), two numbers per token; `0, 0` for special tokens. Only when asked for. */
  readonly offsets: Uint32Array | undefined;
  /** Whether a part of a text was cut. */
  readonly isTruncated: boolean;
}

/** How {@link Tokenizer.encode} reads a text. */
export interface EncodeOptions {
  /** Most tokens of the encoding, the special ones included. Of a pair, the second text is cut first, then the first. */
  readonly maxTokens: number;
  /** The second text of a pair. */
  readonly pair?: string | undefined;
  /** @defaultValue false */
  readonly hasOffsets?: boolean | undefined;
}

/** Splits texts into the tokens of one model. */
export interface Tokenizer {
  readonly family: 'wordpiece' | 'bpe' | 'unigram' | 'other';
  /** Largest id that it can return, plus one. */
  readonly vocabularySize: number;
  /** Id that fills up short rows of a batch. */
  readonly padId: number;
  encode(text: string, options: EncodeOptions): Encoding;
  /** Texts encoded by our own code, and those left to the library. */
  readonly counts: { readonly fast: number; readonly fallback: number };
}
