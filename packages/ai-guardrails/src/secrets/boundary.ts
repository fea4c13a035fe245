import type { TextCursor } from '../rail/text-cursor.ts';
import { isAsciiLetter, isDigit, isHexDigit } from '../text/units.ts';

/** Whether a key may begin at the cursor: not inside of a word, but behind an escape such as `\n` or `%3D`. */
export function isAtStart(cursor: TextCursor): boolean {
  const before = cursor.unit(-1);
  if (!isDigit(before) && !isAsciiLetter(before)) return true;
  return isEscaped(before, cursor.unit(-2), cursor.unit(-3));
}

/** Whether a letter or digit closes an escape: the last three units before a key, nearest first. */
export function isEscaped(before: number, second: number, third: number): boolean {
  if (second === 0x5c) return before === 0x6e || before === 0x74 || before === 0x72;
  return third === 0x25 && isHexDigit(before) && isHexDigit(second);
}
