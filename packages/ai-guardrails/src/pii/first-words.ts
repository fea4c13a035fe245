import { isAsciiLetter, isDigit, isHyphen, isInlineSpace, isWord } from '../text/units.ts';
import { hotUnits } from './hot-units.ts';
import type { FirstWord, PiiRecogniser } from './recogniser.ts';

/** Places of recognisers in the rail's list. */
export type Candidates = readonly number[];

/** Bits of what a unit is. */
const DIGIT = 1;
export const LOWER = 2;
export const UPPER = 4;
const UNDERSCORE = 8;
/** The unit is part of a word. */
export const WORD: number = DIGIT | LOWER | UPPER | UNDERSCORE;
/** The unit is part of no word, and a value may begin with it. */
export const STARTER = 16;
/** A value may begin with the unit inside of a word. */
export const INSIDE = 32;

/** Longest word that is looked at whole, in UTF-16 units. */
export const LONGEST_WORD = 40;
export const ASCII = 0x80;
export const nexts: readonly FirstWord['next'][] = ['', ' ', '-', ':', '/', '.', '@', '(', '<'];
const SHAPES = (LONGEST_WORD + 1) * nexts.length * 2;

/** Which recognisers are asked about a value that begins with a unit, and a word of a shape; anchored ones are left out. */
export interface FirstWords {
  /** Bits of each ASCII unit. */
  readonly kinds: Uint8Array;
  /** They hit in or right behind every word that is to be looked at; see {@link hotUnits}. */
  readonly hot: readonly RegExp[];
  /** Whether values of an unanchored recogniser begin inside of words. */
  readonly hasInside: boolean;
  /** `flags` are the kinds of the word's units, `next` is the unit behind it. */
  candidates(unit: number, flags: number, length: number, next: number, leadsToDigit: boolean): Candidates;
  /** Whether the candidate may begin with a word of this length before a word that begins with `lead`. */
  mayFollow(candidate: number, length: number, lead: number): boolean;
  /** The same with the anchored ones that begin with the unit. */
  withAnchored(unit: number, candidates: Candidates): Candidates;
  /** All candidates of a place, anchored ones too, whatever follows. */
  every(unit: number, isInWord: boolean): Candidates;
  /** Whether values begin with units beyond ASCII. */
  readonly hasWide: boolean;
}

/** Sorts recognisers by what their values begin with. Each shape is sorted when it is first met. */
export function createFirstWords(recognisers: readonly PiiRecogniser[]): FirstWords {
  const none: Candidates = [];
  const beginningWith = (unit: number): Candidates =>
    recognisers.flatMap(({ begins, beginsBeyondAscii, anchor }, place) =>
      (unit < ASCII || beginsBeyondAscii === true || anchor !== undefined) && begins(unit) ? [place] : [],
    );
  const insideOf = (list: Candidates): Candidates =>
    list.length === 0 ? list : list.filter((place) => recognisers[place]?.isWordBound === false);
  const isFree = (place: number): boolean => recognisers[place]?.anchor === undefined;
  const freeOf = (list: Candidates): Candidates => (list.length === 0 ? list : list.filter(isFree));

  const every = Array.from({ length: ASCII }, (_, unit) => beginningWith(unit));
  const within = every.map(insideOf);
  const beginning = every.map(freeOf);
  const kinds = Uint8Array.from({ length: ASCII }, (_, unit) => {
    if (!isWord(unit)) return beginning[unit]?.length === 0 ? 0 : STARTER;
    return kindOf(unit) | (within[unit]?.some(isFree) === true ? INSIDE : 0);
  });
  const lists: Candidates[] = [none];
  const numbers = new Map<string, number>();
  const numberOf = (list: Candidates): number => {
    const name = list.join();
    const known = numbers.get(name) ?? lists.length;
    if (known === lists.length) lists.push(list);
    numbers.set(name, known);
    return known;
  };
  /** Units that begin the same values share their tables: the number of a list by shape, 0 where it is not known yet. */
  const tables: (Uint16Array | undefined)[] = [];
  const classes = beginning.map(numberOf);
  /** Text beyond ASCII repeats its units: each is asked about once. The number of its list, one more so that 0 is not known yet. */
  let wide: Uint16Array | undefined;
  const begin = (unit: number): Candidates => {
    wide ??= new Uint16Array(0x1_0000);
    const known = wide[unit] ?? 0;
    if (known !== 0) return lists[known - 1] ?? none;
    const list = beginningWith(unit);
    wide[unit] = numberOf(list) + 1;
    return list;
  };

  return {
    kinds,
    hot: hotUnits(recognisers, kinds),
    hasWide: recognisers.some(({ beginsBeyondAscii, anchor }) => beginsBeyondAscii === true && anchor === undefined),
    hasInside: recognisers.some(({ isWordBound, anchor }) => !isWordBound && anchor === undefined),
    candidates(unit, flags, length, next, leadsToDigit) {
      if (unit >= ASCII) return freeOf(begin(unit));
      const table = (tables[(classes[unit] ?? 0) * (WORD + 1) + flags] ??= new Uint16Array(SHAPES));
      const behind = nextOf(next);
      const shape = (length * nexts.length + behind) * 2 + (leadsToDigit ? 1 : 0);
      const known = table[shape] ?? 0;
      if (known !== 0) return lists[known] ?? none;
      const word = wordOf(flags, length, nexts[behind] ?? '', leadsToDigit);
      const asked = (beginning[unit] ?? none).filter((place) => recognisers[place]?.firstWord?.(word) ?? true);
      table[shape] = numberOf(asked);
      return asked;
    },
    mayFollow: (candidate, length, lead) => recognisers[candidate]?.follows?.(length, lead) ?? true,
    withAnchored: (unit, candidates) =>
      (every[unit] ?? begin(unit)).filter((place) => !isFree(place) || candidates.includes(place)),
    every: (unit, isInWord) =>
      (isInWord ? within[unit] : every[unit]) ?? (isInWord ? insideOf(begin(unit)) : begin(unit)),
  };
}

function kindOf(unit: number): number {
  if (isDigit(unit)) return DIGIT;
  if (!isAsciiLetter(unit)) return UNDERSCORE;
  return unit >= 0x61 ? LOWER : UPPER;
}

export function wordOf(flags: number, length: number, next: FirstWord['next'], leadsToDigit: boolean): FirstWord {
  return {
    length,
    hasDigit: (flags & DIGIT) !== 0,
    hasLower: (flags & LOWER) !== 0,
    hasUpper: (flags & UPPER) !== 0,
    next,
    leadsToDigit,
  };
}

function nextOf(unit: number): number {
  return unit >= 0 && unit < ASCII ? (asciiNexts[unit] ?? 0) : placeOfNext(unit);
}

function placeOfNext(unit: number): number {
  const place = unit < 0 ? -1 : nexts.indexOf(String.fromCharCode(unit) as FirstWord['next']);
  return place > 0 ? place : isInlineSpace(unit) ? 1 : isHyphen(unit) ? 2 : 0;
}

const asciiNexts: Uint8Array = Uint8Array.from({ length: ASCII }, (_, unit) => placeOfNext(unit));
