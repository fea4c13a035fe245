import { isRecord, type JsonRecord } from './tokenizer-file.ts';
import { cachePieces, type PieceModel, type PieceTokens } from './piece-model.ts';

/** Reads a WordPiece model (Schuster and Nakajima, 2012): the longest piece of the vocabulary first, a word that cannot be put together is unknown. Undefined for one that is not known here. */
export function readWordPiece(model: JsonRecord): PieceModel | undefined {
  const { vocab, unk_token: unknownToken, continuing_subword_prefix: prefix = '##' } = model;
  const most = model['max_input_chars_per_word'] ?? 100;
  if (!isRecord(vocab) || typeof unknownToken !== 'string' || typeof prefix !== 'string' || typeof most !== 'number')
    return undefined;
  const beginnings = new Map<string, number>();
  const continuations = new Map<string, number>();
  let longest = 0;
  for (const [token, id] of Object.entries(vocab)) {
    if (typeof id !== 'number') return undefined;
    longest = Math.max(longest, token.length);
    beginnings.set(token, id);
    if (token.startsWith(prefix)) continuations.set(token.slice(prefix.length), id);
  }
  const unknown = beginnings.get(unknownToken);
  if (unknown === undefined) return undefined;
  const encode = (word: string): PieceTokens => {
    const ids: number[] = [];
    const starts: number[] = [];
    const ends: number[] = [];
    const isUnknown: PieceTokens = { ids: [unknown], starts: [0], ends: [word.length] };
    if (word.length > most && countCharacters(word) > most) return isUnknown;
    for (let start = 0; start < word.length;) {
      const pieces = start === 0 ? beginnings : continuations;
      let end = Math.min(word.length, start + longest);
      let id: number | undefined;
      for (; end > start; end -= 1) {
        // A cut inside of a character is none.
        if (isTail(word, end)) continue;
        id = pieces.get(start === 0 && end === word.length ? word : word.slice(start, end));
        if (id !== undefined) break;
      }
      if (id === undefined) return isUnknown;
      ids.push(id);
      starts.push(start);
      ends.push(end);
      start = end;
    }
    return { ids, starts, ends };
  };
  return { family: 'wordpiece', encode: cachePieces(encode), read: encode };
}

function isTail(word: string, at: number): boolean {
  const unit = word.charCodeAt(at);
  if (unit < 0xdc00 || unit > 0xdfff) return false;
  const before = word.charCodeAt(at - 1);
  return before >= 0xd800 && before <= 0xdbff;
}

function countCharacters(word: string): number {
  let count = 0;
  for (let at = 0; at < word.length; at += 1) if (!isTail(word, at)) count += 1;
  return count;
}
