import type { Draw } from './draw.ts';

/** The digits of a value, without what groups them. */
export function digitsOf(value: string): string {
  return value.replace(/[^0-9]/g, '');
}

/** The same grouping with other digits, one for each. */
export function withDigits(value: string, digits: string): string {
  let next = 0;
  return value.replace(/[0-9]/g, () => digits.charAt(next++));
}

/** Another value of the same form: a digit for a digit, a letter for a letter in its case; the rest stays. */
export function sameForm(value: string, draw: Draw): string {
  return Array.from(value, (character) => {
    if (/\p{N}/u.test(character)) return draw.digit();
    if (!/\p{L}/u.test(character)) return character;
    const letter = String.fromCharCode(0x61 + draw.below(26));
    return character === character.toLowerCase() ? letter : letter.toUpperCase();
  }).join('');
}
