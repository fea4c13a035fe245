import type { TextCursor } from '../../rail/text-cursor.ts';
import { isDigit } from '../../text/units.ts';
import { isLetter } from '../names/name-words.ts';

/** A word, or a number with the letter behind it, and the distance of its end. */
export interface AddressWord {
  readonly text: string;
  readonly end: number;
}

const LONGEST_WORD = 32;
const LONGEST_NUMBER = 6;
const joiners: ReadonlySet<number> = new Set([0x27, 0x2019, 0x2d]);

/** Reads a word of letters, or an ordinal such as `5th`; a full stop behind an abbreviation is taken in. */
export function readAddressWord(cursor: TextCursor, start: number): AddressWord | undefined {
  let end = start;
  while (end - start < LONGEST_WORD) {
    const unit = cursor.unit(end);
    if (
      !isLetter(unit) &&
      !(isDigit(unit) && end - start < 3) &&
      !(joiners.has(unit) && isLetter(cursor.unit(end + 1)))
    )
      break;
    end++;
  }
  if (end === start || end - start >= LONGEST_WORD) return undefined;
  const text = cursor.slice(start, end);
  const isShort = end - start <= 5 || /str$/i.test(text);
  return { text, end: isShort && cursor.unit(end) === 0x2e ? end + 1 : end };
}

/** Reads a house number: `12`, `12a`, `12-14`, `221B`. */
export function readHouseNumber(cursor: TextCursor, start: number): number | undefined {
  let end = start;
  while (end - start < LONGEST_NUMBER && isDigit(cursor.unit(end))) end++;
  if (end === start || end - start >= LONGEST_NUMBER) return undefined;
  if (cursor.unit(end) === 0x2d && isDigit(cursor.unit(end + 1))) {
    let second = end + 1;
    while (second - end <= LONGEST_NUMBER && isDigit(cursor.unit(second))) second++;
    if (second - end <= LONGEST_NUMBER) end = second;
  }
  if (isLetter(cursor.unit(end)) && !isLetter(cursor.unit(end + 1)) && !isDigit(cursor.unit(end + 1))) end++;
  return isLetter(cursor.unit(end)) || isDigit(cursor.unit(end)) ? undefined : end;
}
