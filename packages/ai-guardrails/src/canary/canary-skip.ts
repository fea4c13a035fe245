import type { Scanner } from '../rail/rail.ts';
import { isAsciiLetter, isDigit } from '../text/units.ts';
import { hashOf, KEY_LENGTH, type CanaryIndex } from './canary-index.ts';
import { LONGEST_GAP } from './spelling.ts';

const LETTER_U = 0x75;
const LETTER_X = 0x78;
const ZERO = 0x30;
const BACKSLASH = 0x5c;
const HASH = 0x23;

/** Reading a key in plain ASCII came to something else: a scan has to tell. */
const UNCLEAR = -1;
/** There are too few letters, or the gap between them is too long. */
const NONE = -2;
/** It takes text that has not arrived. */
const MORE = -3;

const letters: Uint8Array = Uint8Array.from({ length: 0x80 }, (_, unit) =>
  isAsciiLetter(unit) || isDigit(unit) ? 1 : 0,
);

/** Passes over text of which no three letters in a row, gaps between them allowed, are in the index. */
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
        if (unit !== ZERO && letters[next] === 1 && pairs[(unit << 7) | next] === 0 && !mayBeNotation(next, unit))
          continue;
      }
      const key = unit < 0x80 ? plainKey(text, at, length, pairs) : UNCLEAR;
      if (key === NONE || (key === MORE && isEnd)) continue;
      if (key === MORE) return -1 - (at + base);
      if (key === UNCLEAR) return at + base;
      if (index.mayHold(hashOf(key, true)) || index.mayHold(hashOf(lowerKey(key), false))) return at + base;
    }
    return end;
  };
}

/** The key of the letter at a place and the next ones, exactly as they are written. */
function plainKey(text: string, from: number, length: number, pairs: Uint8Array): number {
  let key = 0;
  let at = from;
  for (let count = 0; count < KEY_LENGTH; count++) {
    const limit = at + LONGEST_GAP;
    while (at < length && at <= limit) {
      const unit = text.charCodeAt(at);
      if (unit >= 0x80) return UNCLEAR;
      if (letters[unit] === 1) break;
      at++;
    }
    if (at >= length) return MORE;
    if (at > limit) return NONE;
    const unit = text.charCodeAt(at);
    if (mayBeNotation(unit, text.charCodeAt(at - 1))) return UNCLEAR;
    key = (key << 7) | unit;
    if (count === 1 && pairs[key] === 0) return NONE;
    at++;
  }
  return key;
}

function mayBeNotation(unit: number, before: number): boolean {
  if (unit === ZERO) return true;
  const lower = unit | 0x20;
  if (lower === LETTER_X) return before === ZERO || before === BACKSLASH || before === HASH;
  return lower === LETTER_U && before === BACKSLASH;
}

/** The same key with all letters in lower case: digits have the bit of lower case already. */
function lowerKey(key: number): number {
  return key | (0x20 << 14) | (0x20 << 7) | 0x20;
}
