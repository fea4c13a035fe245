// Cormack, Clarke and Büttcher (SIGIR 2009): 60 damps the top ranks so that agreement of both lists counts more than one first place.
const damping = 60;

/** Reciprocal rank fusion: each item's sum of 1 / (60 + rank) over the lists, ranks from 1. */
export function fuse(lists: readonly (readonly number[])[]): Map<number, number> {
  const scores = new Map<number, number>();
  for (const list of lists) {
    for (const [rank, item] of list.entries()) scores.set(item, (scores.get(item) ?? 0) + 1 / (damping + rank + 1));
  }
  return scores;
}
