import type { ArrivedText } from '../rail/text-cursor.ts';
import type { Anchor } from './recogniser.ts';

/** Where values with an anchor may begin. */
export interface Anchors {
  /** The first offset from `from` on where one may begin; the text's end where none does, yet. */
  firstFrom(arrived: ArrivedText, from: number): number;
  /** Of what `firstFrom` gave: whether the anchor itself has arrived. */
  hasArrived(): boolean;
}

/** An anchor with its unit as text, so that it is not made again for each text. */
export interface SignedAnchor extends Anchor {
  readonly sign: string;
}

export function withSign(anchor: Anchor): SignedAnchor {
  return { ...anchor, sign: String.fromCharCode(anchor.unit) };
}

/** Looks each anchor up once: what was searched is not searched again when more text arrives. */
export function createAnchors(anchors: readonly SignedAnchor[]): Anchors {
  /** By anchor: where it was found last, and up to where the text was searched for it. */
  const found = anchors.map(() => -1);
  const searched = anchors.map(() => 0);
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
      for (let place = 0; place < anchors.length; place++) {
        const anchor = anchors[place];
        if (anchor === undefined) continue;
        let at = found[place] ?? -1;
        if (at < from) {
          const index = text.indexOf(anchor.sign, Math.max(from, searched[place] ?? 0) - base);
          at = index < 0 ? -1 : index + base;
          found[place] = at;
          searched[place] = at < 0 ? end : at + 1;
        }
        if (at < 0 && isEnd) continue;
        const start = runStart(arrived, from, at < 0 ? end : at, anchor);
        if (start < first) {
          first = start;
          isThere = at >= 0;
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
