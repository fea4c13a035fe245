import type { TextCursor } from '../../rail/text-cursor.ts';
import { isDigit, isHyphen, isInlineSpace, isWord } from '../../text/units.ts';

const joints: ReadonlySet<number> = new Set(Array.from('./+@%\\=&', (character) => character.charCodeAt(0)));
const money: ReadonlySet<number> = new Set(Array.from('$€£¥', (character) => character.charCodeAt(0)));

/** Whether what stands before the cursor is no part of the same number, path, version or amount. */
export function isFreeBefore(cursor: TextCursor): boolean {
  const before = cursor.unit(-1);
  if (isWord(before) || money.has(before)) return false;
  if (!isHyphen(before) && !joints.has(before) && before !== 0x2c) return true;
  if (before === 0x3d) return true;
  return !isWord(cursor.unit(-2));
}

/** Whether what stands behind the distance is no part of the same number, path, version or amount. */
export function isFreeBehind(cursor: TextCursor, end: number): boolean {
  const next = cursor.unit(end);
  if (isWord(next)) return false;
  if (!isHyphen(next) && !joints.has(next) && next !== 0x2c && next !== 0x3a) return true;
  const second = cursor.unit(end + 1);
  return next === 0x2c || next === 0x3a ? !isDigit(second) : !isWord(second);
}

/** Whether neither end touches another number with a mere space between: such a number has no right to stand alone. */
export function isLoneNumber(cursor: TextCursor, end: number): boolean {
  return (
    !(isInlineSpace(cursor.unit(-1)) && isDigit(cursor.unit(-2))) &&
    !(isInlineSpace(cursor.unit(end)) && isDigit(cursor.unit(end + 1)))
  );
}
