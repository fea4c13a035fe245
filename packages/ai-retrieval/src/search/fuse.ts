import { bestOrdinals } from './best.ts';
import type { Scores } from './scores.ts';

// Cormack, Clarke and Büttcher (SIGIR 2009): 60 damps the top ranks so that agreement of both lists counts more than one first place.
const damping = 60;

/** What a place in a list is worth; places from 0. */
export function reciprocalRank(place: number): number {
  return 1 / (damping + place + 1);
}

/**
 * Fuses lists of scores by the first `depth` of each. Without weights by reciprocal rank: each ordinal's sum of 1 / (60 + rank), ranks from 1.
 * With a weight for each list by a convex combination (Bruch, Gai and Ingber 2023): scores over the list's highest, those below 0 as 0; what a list does not hold counts 0 in it.
 */
export function fuse(lists: readonly Scores[], depth: number, weights?: readonly number[]): Scores {
  const scores = new Float64Array(lists[0]?.scores.length ?? 0);
  const matched: number[] = [];
  for (const [at, list] of lists.entries()) {
    const best = bestOrdinals(list.scores, list.matched, depth);
    const highest = list.scores[best[0] ?? -1] ?? 0;
    const scale = weights !== undefined && highest > 0 ? (weights[at] ?? 0) / highest : 0;
    for (const [rank, ordinal] of best.entries()) {
      const share = weights === undefined ? reciprocalRank(rank) : scale * Math.max(0, list.scores[ordinal] ?? 0);
      if (share === 0) continue;
      if (scores[ordinal] === 0) matched.push(ordinal);
      scores[ordinal] = (scores[ordinal] ?? 0) + share;
    }
  }
  return { scores, matched };
}

/** The weights of words and meaning, from that of meaning. */
export function fusionWeights(denseWeight: number | undefined): readonly number[] | undefined {
  return denseWeight === undefined ? undefined : [1 - denseWeight, denseWeight];
}
