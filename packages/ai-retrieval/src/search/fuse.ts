import { bestOrdinals } from './best.ts';
import type { Scores } from './scores.ts';

// Cormack, Clarke and Büttcher (SIGIR 2009): 60 damps the top ranks so that agreement of both lists counts more than one first place.
const damping = 60;

/** Reciprocal rank fusion: each ordinal's sum of 1 / (60 + rank) over the lists, ranks from 1, of the first `depth` of each list. */
export function fuse(lists: readonly Scores[], depth: number): Scores {
  const scores = new Float64Array(lists[0]?.scores.length ?? 0);
  const matched: number[] = [];
  for (const list of lists) {
    for (const [rank, ordinal] of bestOrdinals(list.scores, list.matched, depth).entries()) {
      if (scores[ordinal] === 0) matched.push(ordinal);
      scores[ordinal] = (scores[ordinal] ?? 0) + 1 / (damping + rank + 1);
    }
  }
  return { scores, matched };
}
