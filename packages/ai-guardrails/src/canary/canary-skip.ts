import type { Scanner } from '../rail/rail.ts';
import { isAsciiLetter, isDigit } from '../text/units.ts';
import { foldedUnit } from './fold.ts';
import { EXACT, hashStep, KEY_LENGTH, SHOWN, type CanaryIndex } from './canary-index.ts';
import { LONGEST_GAP } from './spelling.ts';

const LETTER_U = 0x75;
const LETTER_X = 0x78;
const ZERO = 0x30;
const BACKSLASH = 0x5c;
const HASH = 0x23;

/** A scan has to tell. */
const FOUND = 0;
/** Reading a key in plain ASCII came to something else, so a scan has to tell. */
const UNCLEAR = -1;
/** There are too few letters, or the gap between them is too long. */
const NONE = -2;
/** It takes text that has not arrived. */
const MORE = -3;

const letters: Uint8Array = Uint8Array.from({ length: 0x80 }, (_, unit) =>
  isAsciiLetter(unit) || isDigit(unit) ? 1 : 0,
);

/** Passes over text of which no six letters in a row, gaps between them allowed, are in the index. */
export function createSkip(index: CanaryIndex): NonNullable<Scanner['skip']> {
  const { pairs } = index;
  return ({ text, base, end, isEnd }, from) => {
    const length = end - base;
    for (let at = from - base; at < length; at++) {
      const unit = text.charCodeAt(at);
      if (unit < 0x80) {
        if (letters[unit] === 0) continue;
        // Two letters side by side settle most places.
        const next = text.charCodeAt(at + 1);
        if (
          letters[next] === 1 &&
          pairs[(unit << 7) | next] === 0 &&
          (isSilent(text, at) || (!isUnclear(text, at) && !isUnclear(text, at + 1)))
        ) {
          continue;
        }
      } else if (isIdlePair(text, at, pairs)) continue;
      const key = unit < 0x80 ? plainKey(text, at, length, index) : UNCLEAR;
      if (key === NONE || (key === MORE && isEnd)) continue;
      return key === MORE ? -1 - (at + base) : at + base;
    }
    return end;
  };
}

/** What shows no letter begins nothing; nor do two letters beyond ASCII side by side that no form holds. */
function isIdlePair(text: string, at: number, pairs: Uint8Array): boolean {
  const unit = text.charCodeAt(at);
  const behind = at + (unit >= 0xd800 && unit <= 0xdbff ? 2 : 1);
  if (behind > text.length) return false;
  const first = foldedUnit(unit, text.charCodeAt(at + 1));
  if (first === 0) return true;
  const next = text.charCodeAt(behind);
  if (!(next >= 0x80) || (next >= 0xd800 && next <= 0xdbff && behind + 1 >= text.length)) return false;
  const second = foldedUnit(next, text.charCodeAt(behind + 1));
  return second !== 0 && pairs[(first << 7) | second] === 0;
}

/** Whether the letter at a place and the next ones may be in the index; they are followed while every pair of them is. */
function plainKey(text: string, from: number, length: number, index: CanaryIndex): number {
  let exact = EXACT;
  let shown = SHOWN;
  let at = from;
  let last = 0;
  for (let count = 0; count < KEY_LENGTH; count++) {
    const limit = at + LONGEST_GAP;
    while (at < length && at <= limit) {
      const unit = text.charCodeAt(at);
      if (unit >= 0x80) {
        if (showsLetter(text, at)) return UNCLEAR;
      } else if (letters[unit] === 1) break;
      at++;
    }
    if (at >= length) return MORE;
    if (at > limit) return NONE;
    const unit = text.charCodeAt(at);
    if (isUnclear(text, at)) return UNCLEAR;
    if (count > 0 && index.pairs[(last << 7) | unit] === 0) return NONE;
    exact = hashStep(exact, unit);
    // Digits have the bit of lower case already.
    shown = hashStep(shown, unit | 0x20);
    last = unit;
    at++;
  }
  return index.mayHold(exact) || index.mayHold(shown) ? FOUND : NONE;
}

/** Whether a unit beyond ASCII shows a letter, or half of one. */
function showsLetter(text: string, at: number): boolean {
  const unit = text.charCodeAt(at);
  return (unit >= 0xd800 && unit <= 0xdfff) || foldedUnit(unit, -1) !== 0;
}

/** The `0` and the `x` of a notation: what is read by what it shows does not begin there. */
function isSilent(text: string, at: number): boolean {
  const unit = text.charCodeAt(at);
  if (unit === ZERO) return (text.charCodeAt(at + 1) | 0x20) === LETTER_X;
  return (unit | 0x20) === LETTER_X && isUnclear(text, at);
}

/** Part of a notation such as `0x` or `\u00`, perhaps. */
function isUnclear(text: string, at: number): boolean {
  const unit = text.charCodeAt(at);
  const lower = unit | 0x20;
  if (lower !== LETTER_X && lower !== LETTER_U && unit !== ZERO) return false;
  const before = text.charCodeAt(at - 1);
  if (unit === ZERO) {
    // What follows has not arrived, perhaps.
    const next = text.charCodeAt(at + 1) | 0x20;
    const isLast = at + 1 >= text.length;
    const isUnicode =
      (before | 0x20) === LETTER_U || (before === ZERO && (text.charCodeAt(at - 2) | 0x20) === LETTER_U);
    return isLast || next === LETTER_X || isUnicode;
  }
  return before === BACKSLASH || (lower === LETTER_X && (before === ZERO || before === HASH));
}
