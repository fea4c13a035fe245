import type { ArrivedText } from '../rail/text-cursor.ts';
import type { Anchor } from './recogniser.ts';

/** Where values with an anchor may begin. */
export interface Anchors {
  /** The first offset from `from` on where one may begin; the text's end where none does, yet. */
  firstFrom(arrived: ArrivedText, from: number): number;
  /** Of what `firstFrom` gave: whether the anchor itself has arrived. */
  hasArrived(): boolean;
}

/** Looks each anchor up once: what was searched is not searched again when more text arrives. */
export function createAnchors(anchors: readonly Anchor[]): Anchors {
  const states = anchors.map((anchor) => ({ ...anchor, name: String.fromCharCode(anchor.unit), at: -1, searched: 0 }));
  let isThere = false;
  /** What was found last, and for which text: it holds until it is passed or more text arrives. */
  let last = -1;
  let lastEnd = -1;
  return {
    hasArrived: () => isThere,
    firstFrom(arrived, from) {
      const { text, base, end, isEnd } = arrived;
      if (from <= last && end === lastEnd && !(isEnd && !isThere)) return last;
      let first = end;
      isThere = false;
      for (const state of states) {
        if (state.at < from) {
          const found = text.indexOf(state.name, Math.max(from, state.searched) - base);
          state.at = found < 0 ? -1 : found + base;
          state.searched = found < 0 ? end : state.at + 1;
        }
        const isFound = state.at >= from;
        if (!isFound && isEnd) continue;
        const start = runStart(arrived, from, isFound ? state.at : end, state);
        if (start < first) {
          first = start;
          isThere = isFound;
        }
      }
      lastEnd = end;
      return (last = first);
    },
  };
}

/** Where the run of units begins that may stand between a value's start and an anchor at `end`. */
function runStart({ text, base }: ArrivedText, from: number, end: number, { within, through }: Anchor): number {
  const least = Math.max(from, end - within);
  let start = end;
  while (start > least && through(text.charCodeAt(start - 1 - base), end - start + 1)) start--;
  return start;
}
