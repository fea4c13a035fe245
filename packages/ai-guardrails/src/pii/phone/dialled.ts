import type { TextCursor } from '../../rail/text-cursor.ts';
import { isDigit, isHyphen, isInlineSpace, isWord } from '../../text/units.ts';

/** A group of digits as it was written. */
export interface DialledGroup {
  readonly digits: string;
  /** Distance of the end. */
  readonly end: number;
  /** Stands in brackets: an area code, or a trunk prefix that is left out from abroad. */
  readonly isBracketed: boolean;
  /** What stands before: ` ` for spaces alone, else the sign that separates; empty where a bracket alone does. */
  readonly separator: string;
}

/** Digits in groups, with what people write between the parts of a telephone number. */
export interface Dialled {
  readonly hasPlus: boolean;
  readonly groups: readonly DialledGroup[];
}

const PLUS = 0x2b;
const OPEN = 0x28;
const CLOSE = 0x29;
const SLASH = 0x2f;
const DOT = 0x2e;
const LONGEST_GAP = 3;
/** One more than any number has, an exit code before it included. */
const MOST_DIGITS = 19;

/** Longest form of a number that is read, in UTF-16 units. */
export const LONGEST_DIALLED = 40;

/** Reads the groups of digits at the cursor; it ends before a gap of more than a separator with spaces about it. */
export function readDialled(cursor: TextCursor): Dialled {
  const groups: DialledGroup[] = [];
  let hasPlus = false;
  let isOpen = false;
  let separator = '';
  let distance = 0;
  let count = 0;
  for (let gap = 0; distance < LONGEST_DIALLED && gap <= LONGEST_GAP;) {
    const unit = cursor.unit(distance);
    if (isDigit(unit)) {
      const from = distance;
      while (distance < LONGEST_DIALLED && isDigit(cursor.unit(distance))) distance++;
      const digits = cursor.slice(from, distance);
      const isBracketed = isOpen && cursor.unit(distance) === CLOSE;
      if (isOpen && !isBracketed && groups.length > 0) break;
      groups.push({ digits, end: distance, isBracketed, separator });
      count += digits.length;
      if (count > MOST_DIGITS) break;
      separator = '';
      gap = 0;
      continue;
    }
    if (unit === PLUS) {
      if (groups.length > 0 || hasPlus) break;
      hasPlus = true;
    } else if (unit === OPEN) {
      if (isOpen) break;
      isOpen = true;
    } else if (unit === CLOSE) {
      if (!isOpen || groups.length === 0) break;
      isOpen = false;
    } else if (isInlineSpace(unit)) {
      separator ||= ' ';
    } else if (isHyphen(unit) || unit === DOT || unit === SLASH) {
      if (groups.length === 0 || !(separator === '' || separator === ' ')) break;
      separator = isHyphen(unit) ? '-' : String.fromCharCode(unit);
    } else break;
    distance++;
    gap++;
  }
  return { hasPlus, groups };
}

/** Whether so many digits stand at the cursor with short gaps between them: a look that most numbers end at. */
export function hasDigits(cursor: TextCursor, least: number): boolean {
  let count = 0;
  let gap = 0;
  for (let distance = 0; distance < LONGEST_DIALLED && gap <= LONGEST_GAP; distance++) {
    const unit = cursor.unit(distance);
    if (isDigit(unit)) {
      gap = 0;
      if (++count >= least) return true;
    } else if (isWord(unit) || unit < 0) {
      return false;
    } else gap++;
  }
  return false;
}
