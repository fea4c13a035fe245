/** Tokens of a piece: ids, and where each ends in the piece (in UTF-16 units, or in bytes for a model that reads bytes). */
export interface PieceTokens {
  readonly ids: readonly number[];
  readonly starts: readonly number[];
  readonly ends: readonly number[];
}

/** Splits one piece of text into tokens. */
export interface PieceModel {
  readonly family: 'wordpiece' | 'bpe' | 'unigram';
  readonly encode: (piece: string) => PieceTokens;
  /** The same without remembering, for those who remember themselves. */
  readonly read: (piece: string) => PieceTokens;
}

const mostCached = 16_384;
const longestCached = 128;

/** Remembers the tokens of short pieces; forgets all of them when there are too many, which costs less than keeping an order. */
export function cachePieces(encode: (piece: string) => PieceTokens): (piece: string) => PieceTokens {
  const known = new Map<string, PieceTokens>();
  return (piece) => {
    const found = known.get(piece);
    if (found !== undefined) return found;
    const tokens = encode(piece);
    if (piece.length > longestCached) return tokens;
    if (known.size >= mostCached) known.clear();
    known.set(piece, tokens);
    return tokens;
  };
}
