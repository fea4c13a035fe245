import type { ArrivedText } from '../rail/text-cursor.ts';
import { isAsciiLetter, isDigit } from '../text/units.ts';
import { LONGEST_SCHEME } from './bare-url.ts';

const PASS = 0;
const LETTER = 1;
const STOP = 2;

const BANG = 0x21;
const DOT = 0x2e;
const OPEN_SQUARE = 0x5b;
const LETTER_W = 0x77;

const kinds = Uint8Array.from({ length: 0x80 }, (_, unit) => {
  if (isAsciiLetter(unit)) return LETTER;
  return '!<[]&%\\"'.includes(String.fromCharCode(unit)) ? STOP : PASS;
});

/** ASCII units behind letters with which they make no scheme and no `www.`. */
const isIdle: readonly boolean[] = Array.from({ length: 0x80 }, (_, unit) => {
  return !isAsciiLetter(unit) && !isDigit(unit) && !'&%\\+:.'.includes(String.fromCharCode(unit));
});

/** Letters, dashes, quotes and ideographs: none is invisible, and none is taken for a part of a URL. */
function isIdleBeyond(unit: number): boolean {
  return (
    (unit > 0xa0 && unit < 0x2d0 && unit !== 0xad) ||
    (unit >= 0x370 && unit < 0x2000) ||
    (unit >= 0x2010 && unit < 0x2044 && unit !== 0x2024) ||
    (unit >= 0x3040 && unit < 0xa000)
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
 * Words with something behind them that no scheme goes on with hold no URL: every name that begins in one ends behind
 * its letters. Of a run of letters only the last few can be the name of a scheme, so that a long one is read once.
 */
function passOver({ text, base, end, isEnd }: ArrivedText, from: number, isArguments: boolean): number {
  const last = end - base;
  let at = from - base;
  while (at < last) {
    const unit = text.charCodeAt(at);
    const kind = unit < 0x80 ? kinds[unit] : unit >= 0xff21 && unit <= 0xff5a ? STOP : PASS;
    if (kind === PASS) at++;
    else if (kind === STOP) {
      if (!isIdleStop(unit, text, at, last, isArguments)) return base + at;
      at++;
    } else {
      let run = at + 1;
      while (run < last && isAsciiLetter(text.charCodeAt(run))) run++;
      const first = at;
      at = Math.max(at, run - LONGEST_SCHEME);
      if (run === last) return isEnd ? base + at : -1 - (base + at);
      const next = text.charCodeAt(run);
      const isWorldWide = run - first === 3 && (unit | 0x20) === LETTER_W;
      if (next < 0x80 ? isIdle[next] !== true && (next !== DOT || isWorldWide) : !isIdleBeyond(next)) return base + at;
      at = run;
    }
  }
  return end;
}

function isIdleStop(unit: number, text: string, at: number, last: number, isArguments: boolean): boolean {
  if (unit === 0x22) return !isArguments;
  return unit === BANG && at + 1 < last && text.charCodeAt(at + 1) !== OPEN_SQUARE;
}
