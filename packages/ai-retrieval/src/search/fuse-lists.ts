import { bestOrdinals } from './best.ts';
import { fuse, fusionWeights } from './fuse.ts';
import type { Scores } from './scores.ts';

/** What of an item the fusion needs. */
export interface Fusible<T> {
  /** The same in every list that holds the item. */
  readonly keyOf: (item: T) => string;
  readonly scoreOf: (item: T) => number;
  /** Orders items of equal scores. */
  readonly compare: (a: T, b: T) => number;
}

/** {@link fuse} for lists of things instead of scores by ordinal: all that are in a list, best first. */
export function fuseLists<T>(
  lists: readonly (readonly T[])[],
  { keyOf, scoreOf, compare }: Fusible<T>,
  denseWeight?: number,
): readonly { readonly item: T; readonly score: number }[] {
  const items = [...new Map(lists.flat().map((item) => [keyOf(item), item])).values()].sort(compare);
  const ordinals = new Map(items.map((item, ordinal) => [keyOf(item), ordinal]));
  const scored = lists.map((list): Scores => {
    const scores = new Float64Array(items.length);
    const matched = list.map((item) => {
      const ordinal = ordinals.get(keyOf(item)) ?? 0;
      scores[ordinal] = scoreOf(item);
      return ordinal;
    });
    return { scores, matched };
  });
  const { scores, matched } = fuse(scored, items.length, fusionWeights(denseWeight));
  return Array.from(bestOrdinals(scores, matched, matched.length)).flatMap((ordinal) => {
    const item = items[ordinal];
    return item === undefined ? [] : [{ item, score: scores[ordinal] ?? 0 }];
  });
}
