import { cachePieces, type PieceModel, type PieceTokens } from './piece-model.ts';
import type { JsonRecord } from './tokenizer-file.ts';

/** How much worse than the rarest piece an unknown character is (SentencePiece). */
const unknownPenalty = 10;

/** A node that ends at a place: the piece before the place, and the best way to it. */
interface Node {
  readonly id: number;
  readonly from: number;
  readonly score: number;
  readonly before: Node | undefined;
}

/**
 * Reads a Unigram model (Kudo, 2018): the pieces whose scores add up to the most, by Viterbi's algorithm; neighbouring unknown characters are one token.
 * O(n times the longest piece). Undefined for one that is not known here.
 */
export function readUnigram(model: JsonRecord): PieceModel | undefined {
  const { vocab, unk_id: unknown } = model;
  // Unknown characters as bytes: the reference library does not read such models so.
  if (!Array.isArray(vocab) || typeof unknown !== 'number' || model['byte_fallback'] === true) return undefined;
  const scores = new Float64Array(vocab.length);
  const trie = createTrie();
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
  const encode = (text: string): PieceTokens => {
    const endsAt: (Node[] | undefined)[] = [[{ id: unknown, from: 0, score: 0, before: undefined }]];
    const insert = (from: number, to: number, id: number, score: number): void => {
      let best: Node | undefined;
      let most = 0;
      for (const node of endsAt[from] ?? []) {
        const sum = node.score + score;
        if (best !== undefined && sum <= most) continue;
        best = node;
        most = sum;
      }
      if (best !== undefined) (endsAt[to] ??= []).push({ id, from, score: most, before: best });
    };
    for (let from = 0; from < text.length;) {
      const single = (text.codePointAt(from) ?? 0) > 0xffff ? 2 : 1;
      let hasSingle = false;
      for (const [end, id] of trie.prefixes(text, from)) {
        if (isInside(text, end)) continue;
        insert(from, end, id, scores[id] ?? unknownScore);
        hasSingle ||= end - from === single;
      }
      if (!hasSingle) insert(from, from + single, unknown, unknownScore);
      // Nothing is left to be added to what ends here.
      if (from > 0) endsAt[from] = undefined;
      from += single;
    }
    return path(endsAt[text.length] ?? [], unknown, text.length);
  };
  return { family: 'unigram', encode: cachePieces(encode) };
}

function path(ends: readonly Node[], unknown: number, length: number): PieceTokens {
  let best = ends[0];
  for (const node of ends) if (best !== undefined && node.score > best.score) best = node;
  const ids: number[] = [];
  const starts: number[] = [];
  const borders: number[] = [];
  const nodes: Node[] = [];
  for (let node = best; node?.before !== undefined; node = node.before) nodes.push(node);
  nodes.reverse();
  for (const [index, node] of nodes.entries()) {
    const end = nodes[index + 1]?.from ?? length;
    if (node.id === unknown && ids.at(-1) === unknown) {
      borders[borders.length - 1] = end;
      continue;
    }
    ids.push(node.id);
    starts.push(node.from);
    borders.push(end);
  }
  return { ids, starts, ends: borders };
}

function isInside(text: string, at: number): boolean {
  const unit = text.charCodeAt(at);
  if (!(unit >= 0xdc00 && unit <= 0xdfff)) return false;
  const before = text.charCodeAt(at - 1);
  return before >= 0xd800 && before <= 0xdbff;
}

interface Trie {
  add(piece: string, id: number): void;
  /** Ends and ids of the pieces that begin at a place, shortest first. */
  prefixes(text: string, from: number): Generator<readonly [end: number, id: number]>;
}

function createTrie(): Trie {
  const children = new Map<number, number>();
  const ids: number[] = [-1];
  const key = (node: number, unit: number): number => node * 0x1_0000 + unit;
  return {
    add(piece, id) {
      let node = 0;
      for (let at = 0; at < piece.length; at += 1) {
        const step = key(node, piece.charCodeAt(at));
        let child = children.get(step);
        if (child === undefined) {
          child = ids.push(-1) - 1;
          children.set(step, child);
        }
        node = child;
      }
      ids[node] = id;
    },
    *prefixes(text, from) {
      let node = 0;
      for (let at = from; at < text.length; at += 1) {
        const child = children.get(key(node, text.charCodeAt(at)));
        if (child === undefined) return;
        node = child;
        const id = ids[node] ?? -1;
        if (id >= 0) yield [at + 1, id];
      }
    },
  };
}
