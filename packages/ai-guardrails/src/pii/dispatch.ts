import type { ArrivedText, TextCursor } from '../rail/text-cursor.ts';
import { isDigit, isWord } from '../text/units.ts';
import { createAnchors, type SignedAnchor } from './anchors.ts';
import { ASCII, INSIDE, LONGEST_WORD, STARTER, WORD, type Candidates, type FirstWords } from './first-words.ts';

/** Finds the places of one text where recognisers are to be asked, and says which. */
export interface Dispatch {
  /** See `Scanner.skip`. */
  readonly skip: (arrived: ArrivedText, from: number) => number;
  /** Who is asked at the cursor: after a skip to it those that its word lets in, else all that begin with the unit. */
  candidates(cursor: TextCursor): Candidates;
}

const none: Candidates = [];

/** How far behind a word a digit may stand that it leads to. */
const LEAD = 3;

/** Goes from hit to hit of the hot units, and looks at the shape of the words about them. */
export function createDispatch(words: FirstWords, anchored: readonly SignedAnchor[]): Dispatch {
  const { kinds, hot, hasInside, hasWide } = words;
  const anchors = createAnchors(anchored);
  let due: Candidates = [];
  let dueAt = -1;
  /** By expression, the offset of the first hit that has not been passed; nothing was hit before it. */
  const hits = hot.map(() => -1);

  const nextHit = (text: string, base: number, from: number): number => {
    let first = text.length;
    for (let place = 0; place < hot.length; place++) {
      const expression = hot[place];
      let hit = (hits[place] ?? -1) - base;
      if (hit < from && expression !== undefined) {
        expression.lastIndex = from;
        hit = expression.test(text) ? expression.lastIndex - 1 : text.length;
        hits[place] = hit + base;
      }
      if (hit < first) first = hit;
    }
    return first;
  };

  const isInWord = (unit: number): boolean => unit >= 0 && unit < ASCII && ((kinds[unit] ?? 0) & WORD) !== 0;

  const kindOf = (unit: number): number => (unit < ASCII ? (kinds[unit] ?? 0) : hasWide ? STARTER : 0);

  /** Start of the word at a place, or of the one that leads to it over a few units that are in no word, if somebody is asked there. */
  const wordBefore = (text: string, place: number, least: number): number => {
    let at = place;
    while (at > least && isInWord(text.charCodeAt(at - 1))) at--;
    let end = at;
    while (end > least && at - end < LEAD && !isInWord(text.charCodeAt(end - 1))) end--;
    let flags = 0;
    let before = end;
    for (; before > least; before--) {
      const unit = text.charCodeAt(before - 1);
      if (!isInWord(unit)) break;
      flags |= kinds[unit] ?? 0;
    }
    const length = end - before;
    if (length === 0) return at;
    const lead = at < text.length ? text.charCodeAt(at) : -1;
    if (!isInWord(lead) || length >= LONGEST_WORD || (flags & INSIDE) !== 0) return before;
    const first = text.charCodeAt(before);
    return words.candidates(first, flags, length, text.charCodeAt(end), isDigit(lead)).length === 0 ? at : before;
  };

  const isDue = (place: number, candidates: Candidates): boolean => {
    if (candidates.length === 0) return false;
    due = candidates;
    dueAt = place;
    return true;
  };

  /** Where what was looked at last ends. */
  let wordEnd = 0;

  /** Who is asked about what begins at a place outside of words; undefined where that takes more text to tell. */
  const askedAt = (text: string, end: number, isEnd: boolean, start: number): Candidates | undefined => {
    const first = text.charCodeAt(start);
    const kind = kindOf(first);
    let at = start + 1;
    let flags = kind & ~STARTER;
    if (flags !== 0) {
      const longest = Math.min(end, start + LONGEST_WORD);
      for (; at < longest; at++) {
        const unit = text.charCodeAt(at);
        const more = unit < ASCII ? (kinds[unit] ?? 0) & ~STARTER : 0;
        if (more === 0) break;
        flags |= more;
      }
    }
    wordEnd = at;
    if (flags & INSIDE) return words.every(first, false);
    const length = flags === 0 ? 0 : at - start;
    let next = -1;
    let lead = -1;
    if (length < LONGEST_WORD) {
      for (let ahead = at; ahead <= at + LEAD; ahead++) {
        if (ahead >= end) {
          if (!isEnd) return undefined;
          break;
        }
        const unit = text.charCodeAt(ahead);
        if (ahead === at) next = unit;
        if (isInWord(unit)) {
          lead = unit;
          break;
        }
      }
    }
    const asked = words.candidates(first, flags & WORD, length, next, isDigit(lead));
    const [only] = asked;
    return asked.length === 1 && only !== undefined && !words.mayFollow(only, length, lead) ? none : asked;
  };

  /** Who is asked where a value with an anchor may begin. */
  const askedAtAnchor = (arrived: ArrivedText, place: number): Candidates | undefined => {
    const { text } = arrived;
    const first = text.charCodeAt(place);
    if (place > 0 && isWord(text.charCodeAt(place - 1))) return words.every(first, true);
    const asked = kindOf(first) === 0 ? [] : askedAt(text, arrived.end - arrived.base, arrived.isEnd, place);
    return asked === undefined ? undefined : words.withAnchored(first, asked);
  };

  return {
    candidates(cursor) {
      return cursor.offset === dueAt ? due : words.every(cursor.unit(0), isWord(cursor.unit(-1)));
    },
    skip(arrived, from) {
      const { text, base, isEnd } = arrived;
      const end = arrived.end - base;
      const anchor = anchors.firstFrom(arrived, from) - base;
      let at = from - base;
      if (at > 0 && isInWord(text.charCodeAt(at - 1))) {
        for (; at < anchor; at++) {
          const unit = text.charCodeAt(at);
          if (!isInWord(unit)) break;
          if (hasInside && kindOf(unit) & INSIDE && isDue(at + base, words.every(unit, true))) return at + base;
        }
      }
      /** Words before this place may lead to the hit, or be hit themselves. */
      let careful = at;
      while (at < anchor) {
        if (at >= careful) {
          const next = nextHit(text, base, at);
          if (next === end && isEnd) break;
          at = wordBefore(text, next, at);
          careful = next + 1;
          if (at >= anchor) break;
        }
        const start = at++;
        const kind = kindOf(text.charCodeAt(start));
        if (kind === 0) continue;
        if (kind === STARTER && start > 0 && isInWord(text.charCodeAt(start - 1))) {
          if (hasInside && isDue(start + base, words.every(text.charCodeAt(start), true))) return start + base;
          continue;
        }
        const asked = askedAt(text, end, isEnd, start);
        if (asked === undefined) return -1 - (start + base);
        if (isDue(start + base, asked)) return start + base;
        at = wordEnd;
        if (kind !== STARTER) while (at < end && isInWord(text.charCodeAt(at))) at++;
      }
      if (anchor >= end) return arrived.end;
      const asked = anchors.hasArrived() ? askedAtAnchor(arrived, anchor) : undefined;
      if (asked === undefined) return -1 - (anchor + base);
      due = asked;
      dueAt = anchor + base;
      return dueAt;
    },
  };
}
