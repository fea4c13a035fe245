import type { Scanner } from '../rail/rail.ts';
import { isAsciiLetter, isDigit } from '../text/units.ts';
import { EXACT, SHOWN, type CanaryIndex } from './canary-index.ts';
import { foldedUnit } from './fold.ts';
import { createLetterRun, NONE } from './letter-run.ts';
import { letterAt, type UnitAt } from './spelling.ts';

const PLAIN = 1;
/** It may be part of a notation such as `0x` and `\u00`. */
const NOTATION = 2;
const ZERO = 0x30;
const LETTER_U = 0x75;
const LETTER_X = 0x78;
const BACKSLASH = 0x5c;
const HASH = 0x23;

const kinds: Uint8Array = Uint8Array.from({ length: 0x80 }, (_, unit) => {
  if ('xXuU0'.includes(String.fromCharCode(unit))) return NOTATION;
  return isAsciiLetter(unit) || isDigit(unit) ? PLAIN : 0;
});

/**
 * Passes over text of which no six letters in a row, gaps between them allowed, are in the index. Each unit is read
 * once, as it is written and by what it shows, whatever the text mixes.
 */
export function createSkip(index: CanaryIndex): NonNullable<Scanner['skip']> {
  const exact = createLetterRun(index, EXACT);
  const shown = createLetterRun(index, SHOWN);

  return ({ text, base, end, isEnd }, from) => {
    const unitAt: UnitAt = (at) => text.charCodeAt(at);
    const length = end - base;
    const known = isEnd || !isHalf(text.charCodeAt(length - 1)) ? length : length - 1;
    exact.clear();
    shown.clear();
    for (let at = from - base; at < known; at++) {
      const unit = text.charCodeAt(at);
      let letter: number;
      let isExact = false;
      if (unit < 0x80) {
        const kind = kinds[unit];
        if (kind === 0) continue;
        const isPlain = kind === PLAIN || !mayBeNotation(text, at, unit);
        // Digits have the bit of lower case already.
        letter = isPlain ? unit | 0x20 : letterAt(unitAt, at, false);
        isExact = exact.take(unit, at);
      } else letter = foldedUnit(unit, text.charCodeAt(at + 1));
      const isShown = letter !== 0 && shown.take(letter, at);
      if (!isExact && !isShown) continue;
      // What is still open may begin before what is complete.
      const exactly = isExact ? exact.keyStart() : exact.openFrom(at);
      return base + earliest(at, exactly, isShown ? shown.keyStart() : shown.openFrom(at));
    }
    if (isEnd) return end;
    const open = earliest(known, exact.openFrom(known), shown.openFrom(known));
    return open === length ? end : -1 - (base + open);
  };
}

/** Whether units nearby leave it to a closer look what an `x`, `u` or `0` is part of; most are letters like others. */
function mayBeNotation(text: string, at: number, unit: number): boolean {
  const before = text.charCodeAt(at - 1);
  if (unit !== ZERO) return before === BACKSLASH || before === ZERO || before === HASH;
  if ((text.charCodeAt(at + 1) | 0x20) === LETTER_X || (before | 0x20) === LETTER_U) return true;
  return before === ZERO && (text.charCodeAt(at - 2) | 0x20) === LETTER_U;
}

/** What shows a letter or none only with the unit behind it. */
function isHalf(unit: number): boolean {
  return unit === ZERO || (unit >= 0xd800 && unit <= 0xdbff);
}

function earliest(offset: number, ...others: readonly number[]): number {
  return others.reduce((least, one) => (one === NONE ? least : Math.min(least, one)), offset);
}
