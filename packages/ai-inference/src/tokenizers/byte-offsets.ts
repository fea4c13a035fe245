import type { PieceTokens } from './piece-model.ts';

/** Tokens of a piece whose starts and ends count bytes, with starts and ends in UTF-16 units: a token that begins inside of a character begins with it. */
export function byteOffsets(piece: string, { ids, starts, ends }: PieceTokens): PieceTokens {
  // For each byte, the character that it belongs to.
  const firsts: number[] = [];
  const lasts: number[] = [];
  for (let at = 0; at < piece.length;) {
    const code = piece.codePointAt(at) ?? 0;
    const units = code > 0xffff ? 2 : 1;
    const bytes = code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x1_0000 ? 3 : 4;
    for (let byte = 0; byte < bytes; byte += 1) {
      firsts.push(at);
      lasts.push(at + units);
    }
    at += units;
  }
  return {
    ids,
    starts: starts.map((start) => firsts[start] ?? piece.length),
    ends: ends.map((end) => lasts[end - 1] ?? 0),
  };
}
