import type { TextCursor } from '../rail/text-cursor.ts';
import { isHexDigit, isInlineSpace } from '../text/units.ts';
import { isIn, type Alphabet } from './alphabet.ts';

/** Characters of one alphabet, as they are meant: escapes undone, breaks of lines and invisible characters left out. */
export interface Run {
  readonly text: string;
  /** Distance behind the last unit that belongs to it. */
  readonly end: number;
}

const BACKSLASH = 0x5c;
const PERCENT = 0x25;
const MOST_WRAPS = 3;
const LONGEST_WRAP = 24;

/** Characters without width, which people paste and attackers put between the characters of a key. */
export function isInvisible(unit: number): boolean {
  return (unit >= 0x200b && unit <= 0x200d) || unit === 0x2060 || unit === 0xfeff || unit === 0xad;
}

/**
 * Reads up to `most` characters of an alphabet. While there are fewer than `least`, a break of the line with spaces
 * around it does not end the run: terminals, mails and editors wrap long keys.
 */
export function readRun(cursor: TextCursor, start: number, alphabet: Alphabet, most: number, least = 0): Run {
  let at = start;
  while (at - start < most && isIn(alphabet, cursor.unit(at))) at++;
  let text = cursor.slice(start, at);
  let end = at;
  let wraps = 0;
  while (text.length < most) {
    const unit = cursor.unit(at);
    if (isIn(alphabet, unit)) {
      text += String.fromCharCode(unit);
      end = ++at;
    } else if (isInvisible(unit)) {
      at++;
    } else {
      const escape = readEscape(cursor, at);
      if (escape !== undefined && isIn(alphabet, escape.code)) {
        text += String.fromCharCode(escape.code);
        end = at += escape.length;
        continue;
      }
      if (text.length === 0 || text.length >= least || ++wraps > MOST_WRAPS) break;
      const next = behindWrap(cursor, at);
      if (next === undefined || !isIn(alphabet, cursor.unit(next))) break;
      at = next;
    }
  }
  return { text, end };
}

/** `\/`, `\u002b` and `%2B`: how JSON and URLs write some characters of keys. */
export function readEscape(
  cursor: TextCursor,
  at: number,
): { readonly code: number; readonly length: number } | undefined {
  const unit = cursor.unit(at);
  if (unit === PERCENT) return hexEscape(cursor, at + 1, 2, 3);
  if (unit !== BACKSLASH) return undefined;
  const next = cursor.unit(at + 1);
  if (next === 0x2f) return { code: next, length: 2 };
  return next === 0x75 ? hexEscape(cursor, at + 2, 4, 6) : undefined;
}

function hexEscape(cursor: TextCursor, at: number, digits: number, length: number): ReturnType<typeof readEscape> {
  for (let index = 0; index < digits; index++) if (!isHexDigit(cursor.unit(at + index))) return undefined;
  return { code: Number.parseInt(cursor.slice(at, at + digits), 16), length };
}

/** Where the text goes on behind spaces, one line break and spaces; undefined where no line ends. */
function behindWrap(cursor: TextCursor, from: number): number | undefined {
  let at = from;
  let hasBreak = false;
  if (cursor.unit(at) === BACKSLASH) at++;
  for (; at - from < LONGEST_WRAP; at++) {
    const unit = cursor.unit(at);
    if (unit === 10) {
      if (hasBreak) return undefined;
      hasBreak = true;
    } else if (unit !== 13 && !isInlineSpace(unit)) return hasBreak ? at : undefined;
  }
  return undefined;
}
