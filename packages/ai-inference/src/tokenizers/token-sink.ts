/** Takes the tokens of a text, up to a number. */
export interface TokenSink {
  readonly ids: number[];
  /** Start and end of each token in its source, one after the other; empty unless asked for. */
  readonly offsets: number[];
  readonly hasOffsets: boolean;
  /** Tokens that are kept; one more shows that there was more. */
  readonly limit: number;
}

/** Makes an empty sink. */
export function createSink(limit: number, hasOffsets: boolean): TokenSink {
  return { ids: [], offsets: [], hasOffsets, limit };
}

/** Whether there are more tokens than are kept: the rest need not be read. */
export function isFull({ ids, limit }: TokenSink): boolean {
  return ids.length > limit;
}
