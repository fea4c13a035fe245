import type { ArrivedText } from '../rail/text-cursor.ts';
import { isAsciiLetter, isDigit } from '../text/units.ts';
import { LONGEST_SCHEME } from './bare-url.ts';

const PASS = 0;
const STOP = 1;
const COLON = 2;
const DOT = 3;
const ESCAPE = 4;

const QUOTE = 0x22;
const PLUS = 0x2b;
const LETTER_W = 0x77;

const kinds = Uint8Array.from({ length: 0x80 }, (_, unit) => {
  if (unit === 0x3a) return COLON;
  if (unit === 0x2e) return DOT;
  const character = String.fromCharCode(unit);
  return '!<[]"'.includes(character) ? STOP : '&%\\'.includes(character) ? ESCAPE : PASS;
});

/** What stops that are no text look like: labels, tags, autolinks, and escapes that are read as one character. */
const due = /[[\]]|!\[|<[a-z&%\\\u0080-\uffff]|&[#a-z]|%[0-9a-f]{2}|\\[u:.&%]/iy;

/** Letters, dashes, quotes and ideographs: none is invisible, and none is taken for a part of a URL. */
function isIdleBeyond(unit: number): boolean {
  return (
    (unit > 0xa0 && unit < 0x2d0 && unit !== 0xad) ||
    (unit >= 0x370 && unit < 0x2000) ||
    (unit >= 0x2010 && unit < 0x2044 && unit !== 0x2024) ||
    (unit >= 0x3040 && unit < 0xe000 && unit !== 0xa789)
  );
}

/** Passes over prose: see `Scanner.skip`. */
export function passOverText(arrived: ArrivedText, from: number): number {
  return passOver(arrived, from, false);
}

/** The same where each quote may open a value that is a URL. */
export function passOverArguments(arrived: ArrivedText, from: number): number {
  return passOver(arrived, from, true);
}

/**
 * A URL shows by what stands behind its name: a colon, the dot of `www.`, or a character that may stand for one of its
 * own. Everything else is passed over, and only from there the name is looked for, no further back than the longest one.
 */
function passOver({ text, base, end, isEnd }: ArrivedText, from: number, isArguments: boolean): number {
  const first = from - base;
  const last = end - base;
  for (let at = first; at < last; at++) {
    const unit = text.charCodeAt(at);
    if (unit < 0x80 ? kinds[unit] === PASS : isIdleBeyond(unit)) continue;
    const kind = unit < 0x80 ? kinds[unit] : undefined;
    if (kind === DOT) {
      if (at - 3 >= first && isWorldWide(text, at - 3)) return base + at - 3;
      continue;
    }
    if ((kind === STOP || kind === ESCAPE) && isIdleStop(unit, text, at, last, isArguments)) continue;
    // A name in front of a bracket, or a quote, is a word.
    if (kind === STOP) return base + at;
    const start = nameStart(text, first, at);
    if (start < at) {
      if (kind === COLON && start === at - 1) continue;
      return base + start;
    }
    if (kind === ESCAPE || (unit >= 0xff21 && unit <= 0xff5a)) return base + at;
  }
  const start = isEnd ? last : nameStart(text, first, last);
  return start < last ? -1 - (base + start) : end;
}

/** Where the name that ends at a place begins: at a letter, and not before `first`; the place itself when there is none. */
function nameStart(text: string, first: number, end: number): number {
  let start = end;
  const least = Math.max(first, end - LONGEST_SCHEME);
  while (start > least && isNameUnit(text.charCodeAt(start - 1))) start--;
  while (start < end && !isAsciiLetter(text.charCodeAt(start))) start++;
  return start;
}

function isNameUnit(unit: number): boolean {
  return isAsciiLetter(unit) || isDigit(unit) || unit === PLUS;
}

function isWorldWide(text: string, at: number): boolean {
  for (let next = at; next < at + 3; next++) if ((text.charCodeAt(next) | 0x20) !== LETTER_W) return false;
  return true;
}

function isIdleStop(unit: number, text: string, at: number, last: number, isArguments: boolean): boolean {
  if (unit === QUOTE) return !isArguments;
  due.lastIndex = at;
  return at + 2 < last && !due.test(text);
}
