import { createLattice } from './lattice.ts';
import { createPieceTrie } from './piece-trie.ts';
import { cachePieces, type PieceModel, type PieceTokens } from './piece-model.ts';
import type { JsonRecord } from './tokenizer-file.ts';

/** How much worse than the rarest piece an unknown character is (SentencePiece). */
const unknownPenalty = 10;

/**
 * Reads a Unigram model (Kudo, 2018): the pieces whose scores add up to the most, by Viterbi's algorithm; neighbouring unknown characters are one token.
 * O(n times the longest piece). Undefined for one that is not known here.
 */
export function readUnigram(model: JsonRecord): PieceModel | undefined {
  const { vocab, unk_id: unknown } = model;
  // Unknown characters as bytes: the reference library does not read such models so.
  if (!Array.isArray(vocab) || typeof unknown !== 'number' || model['byte_fallback'] === true) return undefined;
  const scores = new Float64Array(vocab.length);
  const trie = createPieceTrie();
  let lowest = Infinity;
  for (const [id, entry] of (vocab as readonly unknown[]).entries()) {
    const [piece, score] = Array.isArray(entry) ? (entry as unknown[]) : [];
    if (typeof piece !== 'string' || typeof score !== 'number') return undefined;
    scores[id] = score;
    lowest = Math.min(lowest, score);
    if (piece !== '') trie.add(piece, id);
  }
  if (vocab[unknown] === undefined) return undefined;
  const unknownScore = lowest - unknownPenalty;
  scores[unknown] = unknownScore;
  const lattice = createLattice();
  const encode = (text: string): PieceTokens => {
    lattice.reset(text.length);
    for (let from = 0; from < text.length;) {
      const single = (text.codePointAt(from) ?? 0) > 0xffff ? 2 : 1;
      let hasSingle = false;
      let node = 0;
      for (let at = from; at < text.length; at += 1) {
        node = trie.child(node, text.charCodeAt(at));
        if (node < 0) break;
        const id = trie.idOf(node);
        if (id < 0 || isInside(text, at + 1)) continue;
        lattice.insert(from, at + 1, id, scores[id] ?? unknownScore);
        hasSingle ||= at + 1 - from === single;
      }
      if (!hasSingle) lattice.insert(from, from + single, unknown, unknownScore);
      from += single;
    }
    return lattice.best(unknown);
  };
  return { family: 'unigram', encode: cachePieces(encode), read: encode };
}

function isInside(text: string, at: number): boolean {
  const unit = text.charCodeAt(at);
  if (!(unit >= 0xdc00 && unit <= 0xdfff)) return false;
  const before = text.charCodeAt(at - 1);
  return before >= 0xd800 && before <= 0xdbff;
}
