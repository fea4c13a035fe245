import { foldedUnit } from './fold.ts';

/** How many units may stand between two letters of a marker: spaces, marks, characters without width. */
export const LONGEST_GAP = 8;

const LETTER_U = 0x75;
const LETTER_X = 0x78;
const ZERO = 0x30;
const BACKSLASH = 0x5c;
const HASH = 0x23;

/** The text around a position, by distance; -1 outside of it. */
export type UnitAt = (distance: number) => number;

/**
 * The letter or digit at a distance, 0 where none stands that counts. Exactly as it is written, or by what it shows:
 * then `0x`, `\x`, `&#x` and `\u00`, with which hexadecimal codes are written, do not count either.
 */
export function letterAt(unitAt: UnitAt, at: number, isExact: boolean): number {
  const unit = unitAt(at);
  if (unit < 0x80) {
    const letter = foldedUnit(unit, -1);
    if (isExact) return letter === 0 ? 0 : unit;
    return letter !== 0 && isNotation(unitAt, at, letter) ? 0 : letter;
  }
  return isExact ? 0 : foldedUnit(unit, unit >= 0xd800 && unit <= 0xdbff ? unitAt(at + 1) : -1);
}

function isNotation(unitAt: UnitAt, at: number, letter: number): boolean {
  if (letter === LETTER_X) {
    const before = unitAt(at - 1);
    return before === ZERO || before === BACKSLASH || before === HASH;
  }
  if (letter === LETTER_U) return unitAt(at - 1) === BACKSLASH;
  if (letter !== ZERO) return false;
  if ((unitAt(at + 1) | 0x20) === LETTER_X) return true;
  if (unitAt(at - 1) === ZERO) return isUnicode(unitAt, at - 2);
  return unitAt(at + 1) === ZERO && isUnicode(unitAt, at - 1);
}

function isUnicode(unitAt: UnitAt, at: number): boolean {
  return (unitAt(at) | 0x20) === LETTER_U && unitAt(at - 1) === BACKSLASH;
}
