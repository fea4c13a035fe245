import { sortable } from './sortable.ts';

/** Keeps the best rows of a scan: higher scores first, of equal scores the lower row. */
export interface BestRows {
  readonly start: (limit: number) => void;
  readonly offer: (score: number, row: number) => void;
  /** Writes what was kept, best first, as pairs (row turned over, {@link sortable} of the score); returns how many. */
  readonly finish: (target: Uint32Array) => number;
}

/** The JavaScript twin of the kernel's heap. */
export function createBestRows(): BestRows {
  let limit = 0;
  let size = 0;
  let scores = new Float32Array(0);
  let rows = new Uint32Array(0);

  const isWorse = (score: number, row: number, otherScore: number, otherRow: number): boolean =>
    score < otherScore || (score === otherScore && row > otherRow);
  const place = (at: number, score: number, row: number): void => {
    scores[at] = score;
    rows[at] = row;
  };
  const move = (from: number, to: number): void => place(to, scores[from] ?? 0, rows[from] ?? 0);
  const isWorseAt = (at: number, score: number, row: number): boolean =>
    isWorse(scores[at] ?? 0, rows[at] ?? 0, score, row);

  function sink(end: number, score: number, row: number): void {
    let at = 0;
    for (;;) {
      let next = at * 2 + 1;
      if (next >= end) break;
      if (next + 1 < end && isWorseAt(next + 1, scores[next] ?? 0, rows[next] ?? 0)) next++;
      if (!isWorseAt(next, score, row)) break;
      move(next, at);
      at = next;
    }
    place(at, score, row);
  }

  return {
    start: (count) => {
      limit = count;
      size = 0;
      if (scores.length < count) {
        scores = new Float32Array(count);
        rows = new Uint32Array(count);
      }
    },
    offer: (score, row) => {
      if (size === limit) {
        if (size > 0 && isWorseAt(0, score, row)) sink(size, score, row);
        return;
      }
      let at = size++;
      while (at > 0) {
        const parent = (at - 1) >> 1;
        if (isWorseAt(parent, score, row)) break;
        move(parent, at);
        at = parent;
      }
      place(at, score, row);
    },
    finish: (target) => {
      for (let end = size; end > 0; end--) {
        const score = scores[0] ?? 0;
        const row = rows[0] ?? 0;
        const last = end - 1;
        sink(last, scores[last] ?? 0, rows[last] ?? 0);
        target[last * 2] = ~row;
        target[last * 2 + 1] = sortable(score);
      }
      return size;
    },
  };
}
