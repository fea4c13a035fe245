import type { ArrivedText, TextCursor } from '../rail/text-cursor.ts';
import { isDigit, isWord } from '../text/units.ts';
import { createAnchors } from './anchors.ts';
import { ASCII, INSIDE, LONGEST_WORD, STARTER, WORD, type Candidates, type FirstWords } from './first-words.ts';
import type { Anchor } from './recogniser.ts';

/** Finds the places of one text where recognisers are to be asked, and says which. */
export interface Dispatch {
  /** See `Scanner.skip`. */
  skip(arrived: ArrivedText, from: number): number;
  /** Who is asked at the cursor: after a skip to it those that its word lets in, else all that begin with the unit. */
  candidates(cursor: TextCursor): Candidates;
}

/** How far behind a word a digit may stand that it leads to. */
const LEAD = 3;

/** One pass over the text, word by word: nearly all words of prose are passed over by their shape alone. */
export function createDispatch(words: FirstWords, anchored: readonly Anchor[]): Dispatch {
  const { kinds, hasInside } = words;
  const anchors = createAnchors(anchored);
  let due: Candidates = [];
  let dueAt = -1;

  const isDue = (place: number, candidates: Candidates): boolean => {
    if (candidates.length === 0) return false;
    due = candidates;
    dueAt = place;
    return true;
  };

  return {
    candidates(cursor) {
      return cursor.offset === dueAt ? due : words.every(cursor.unit(0), isWord(cursor.unit(-1)));
    },
    skip(arrived, from) {
      const { text, base, isEnd } = arrived;
      const end = arrived.end - base;
      const anchor = anchors.firstFrom(arrived, from) - base;
      const isAnchored = anchors.hasArrived();
      const atAnchor = isAnchored ? anchor + base : -1 - (anchor + base);
      let at = from - base;
      if (at > 0 && isWord(text.charCodeAt(at - 1))) {
        for (; at < anchor && isWord(text.charCodeAt(at)); at++) {
          const unit = text.charCodeAt(at);
          if (hasInside && (kinds[unit] ?? 0) & INSIDE && isDue(at + base, words.every(unit, true))) return at + base;
        }
      }
      while (at < anchor) {
        const first = text.charCodeAt(at);
        const kind = first < ASCII ? (kinds[first] ?? 0) : words.beginsWide(first) ? STARTER : 0;
        if (kind === 0) {
          at++;
          continue;
        }
        const start = at++;
        let flags = 0;
        if (kind !== STARTER) {
          flags = kind;
          const longest = Math.min(end, start + LONGEST_WORD);
          for (; at < longest; at++) {
            const unit = text.charCodeAt(at);
            const more = unit < ASCII ? (kinds[unit] ?? 0) & ~STARTER : 0;
            if (more === 0) break;
            flags |= more;
          }
          if (flags & INSIDE) {
            dueAt = -1;
            return start + base;
          }
        }
        const length = kind === STARTER ? 0 : at - start;
        let next = -1;
        let leadsToDigit = false;
        if (length < LONGEST_WORD) {
          for (let ahead = at; ahead <= at + LEAD; ahead++) {
            if (ahead >= end) {
              if (!isEnd) return -1 - (start + base);
              break;
            }
            const unit = text.charCodeAt(ahead);
            if (ahead === at) next = unit;
            leadsToDigit = isDigit(unit);
            if (isWord(unit)) break;
          }
        }
        if (isDue(start + base, words.candidates(first, flags & WORD, length, next, leadsToDigit))) return start + base;
        if (kind !== STARTER) while (at < anchor && at < end && isWord(text.charCodeAt(at))) at++;
      }
      if (anchor >= end) return arrived.end;
      dueAt = -1;
      return atAnchor;
    },
  };
}
