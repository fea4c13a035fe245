import { isAsciiLetter } from '../text/units.ts';
import { INSIDE, LONGEST_WORD, LOWER, nexts, STARTER, UPPER, wordOf } from './first-words.ts';
import type { FirstWord, PiiRecogniser } from './recogniser.ts';

/** What stands behind a word, as part of a class of a regular expression; empty where it is too common to look for. */
const behind: Readonly<Record<FirstWord['next'], string>> = {
  '': '',
  ' ': '',
  '-': '\\-\\u00ad\\u2010-\\u2013',
  ':': ':',
  '/': '/',
  '.': '.',
  '@': '@',
  '(': '(',
  '<': '<',
};

/**
 * Expressions that hit in or right behind every word, and on every other unit, that a value may begin with. There
 * is a class of units, and runs of capitals where they are needed, so that the platform's own engine passes over
 * the rest of a text many times faster than a loop would.
 */
export function hotUnits(recognisers: readonly PiiRecogniser[], kinds: Uint8Array): readonly RegExp[] {
  const free = recognisers.filter(({ anchor }) => anchor === undefined);
  const lettered = free.filter(({ begins }) => beginsWithLetter(begins));
  const hot = new Set(['0-9']);
  /** Length of the shortest word of nothing but capitals that a value may begin with. */
  let capitals = LONGEST_WORD + 1;
  kinds.forEach((kind, unit) => {
    if ((kind & (STARTER | INSIDE)) !== 0) hot.add(`\\u${unit.toString(16).padStart(4, '0')}`);
  });
  if (free.some(({ begins }) => begins(0x5f))) hot.add('_');
  if (free.some(({ beginsBeyondAscii }) => beginsBeyondAscii === true)) hot.add('\\u0080-\\uffff');
  for (const flags of [LOWER, UPPER | LOWER, UPPER]) {
    for (let length = 1; length <= LONGEST_WORD; length++) {
      for (const next of nexts) {
        if (behind[next] !== '' && hot.has(behind[next])) continue;
        // Where a word leads to a digit, the digit itself is a hit.
        const word = wordOf(flags, length, next, false);
        if (!lettered.some(({ firstWord }) => firstWord?.(word) ?? true)) continue;
        if (behind[next] !== '') hot.add(behind[next]);
        else if (flags === UPPER && length > 1) capitals = Math.min(capitals, length);
        else hot.add(flags === LOWER ? 'a-z' : 'A-Z');
        // A hit in the word itself is one whatever stands behind.
        if (next === '') break;
      }
    }
  }
  // One expression for both would be twenty times slower than the class alone.
  const run = capitals > LONGEST_WORD ? [] : [new RegExp(`[A-Z][A-Z_]{${String(capitals - 1)}}`, 'g')];
  return [new RegExp(`[${[...hot].join('')}]`, 'g'), ...run];
}

function beginsWithLetter(begins: (unit: number) => boolean): boolean {
  for (let unit = 0x41; unit <= 0x7a; unit++) if (isAsciiLetter(unit) && begins(unit)) return true;
  return false;
}
