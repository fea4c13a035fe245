import type { PieceTokens } from './piece-model.ts';

/** All ways to put a text together from pieces; each piece remembers the best way to its start (Viterbi, 1967). */
export interface Lattice {
  /** Empties it for a text of so many units. */
  reset(length: number): void;
  /** Adds a piece; pieces come in the order of their starts. Of equal ways the one that was added first is kept. */
  insert(from: number, to: number, id: number, score: number): void;
  /** The best way; neighbouring unknown pieces are one token. */
  best(unknown: number): PieceTokens;
}

const fewPieces = 1_024;
/** What a huge text took is given back. */
const manyPieces = 1_048_576;

/** Makes an empty lattice. Its memory is used again for the next text. */
export function createLattice(): Lattice {
  let capacity = 0;
  let ids = new Int32Array(0);
  let starts = new Int32Array(0);
  let before = new Int32Array(0);
  /** The next piece that ends at the same place. */
  let next = new Int32Array(0);
  let scores = new Float64Array(0);
  let count = 0;
  let length = 0;
  /** First and last piece that end at each place. */
  let firstAt = new Int32Array(0);
  let lastAt = new Int32Array(0);

  const resize = (size: number): void => {
    capacity = size;
    const larger = (old: Int32Array): Int32Array<ArrayBuffer> => {
      const made = new Int32Array(capacity);
      made.set(old.subarray(0, count));
      return made;
    };
    [ids, starts, before, next] = [larger(ids), larger(starts), larger(before), larger(next)];
    const sums = new Float64Array(capacity);
    sums.set(scores.subarray(0, count));
    scores = sums;
  };
  const add = (from: number, to: number, id: number, score: number, previous: number): void => {
    if (count === capacity) resize(Math.max(fewPieces, capacity * 2));
    const piece = count;
    count += 1;
    ids[piece] = id;
    starts[piece] = from;
    before[piece] = previous;
    scores[piece] = score;
    next[piece] = -1;
    const last = lastAt[to] ?? -1;
    if (last < 0) firstAt[to] = piece;
    else next[last] = piece;
    lastAt[to] = piece;
  };
  return {
    reset(given) {
      length = given;
      count = 0;
      if (capacity > manyPieces) resize(fewPieces);
      if (firstAt.length <= length || firstAt.length > length + manyPieces) {
        firstAt = new Int32Array(length + 1);
        lastAt = new Int32Array(length + 1);
      }
      firstAt.fill(-1, 0, length + 1);
      lastAt.fill(-1, 0, length + 1);
      add(0, 0, -1, 0, -1);
    },
    insert(from, to, id, score) {
      let previous = -1;
      let most = 0;
      for (let piece = firstAt[from] ?? -1; piece >= 0; piece = next[piece] ?? -1) {
        const sum = (scores[piece] ?? 0) + score;
        if (previous >= 0 && sum <= most) continue;
        previous = piece;
        most = sum;
      }
      if (previous >= 0) add(from, to, id, most, previous);
    },
    best(unknown) {
      let last = firstAt[length] ?? -1;
      for (let piece = last; piece >= 0; piece = next[piece] ?? -1)
        if ((scores[piece] ?? 0) > (scores[last] ?? 0)) last = piece;
      const path: number[] = [];
      for (let piece = last; piece > 0; piece = before[piece] ?? -1) path.push(piece);
      const tokens = { ids: [] as number[], starts: [] as number[], ends: [] as number[] };
      for (let at = path.length - 1; at >= 0; at -= 1) {
        const piece = path[at] ?? 0;
        const id = ids[piece] ?? unknown;
        const end = at === 0 ? length : (starts[path[at - 1] ?? 0] ?? length);
        if (id === unknown && tokens.ids.at(-1) === unknown) {
          tokens.ends[tokens.ends.length - 1] = end;
          continue;
        }
        tokens.ids.push(id);
        tokens.starts.push(starts[piece] ?? 0);
        tokens.ends.push(end);
      }
      return tokens;
    },
  };
}
