import type { TextCursor } from '../../rail/text-cursor.ts';
import { isAsciiLetter, isDigit, isHyphen, isInlineSpace, isWord } from '../../text/units.ts';
import type { PiiRecogniser, Recognition } from '../recogniser.ts';

/** Total length by country, from the SWIFT IBAN registry. */
const lengths: Readonly<Record<string, number>> = {
  AD: 24,
  AE: 23,
  AL: 28,
  AT: 20,
  AZ: 28,
  BA: 20,
  BE: 16,
  BG: 22,
  BH: 22,
  BI: 27,
  BR: 29,
  BY: 28,
  CH: 21,
  CR: 22,
  CY: 28,
  CZ: 24,
  DE: 22,
  DJ: 27,
  DK: 18,
  DO: 28,
  EE: 20,
  EG: 29,
  ES: 24,
  FI: 18,
  FK: 18,
  FO: 18,
  FR: 27,
  GB: 22,
  GE: 22,
  GI: 23,
  GL: 18,
  GR: 27,
  GT: 28,
  HN: 28,
  HR: 21,
  HU: 28,
  IE: 22,
  IL: 23,
  IQ: 23,
  IS: 26,
  IT: 27,
  JO: 30,
  KW: 30,
  KZ: 20,
  LB: 28,
  LC: 32,
  LI: 21,
  LT: 20,
  LU: 20,
  LV: 21,
  LY: 25,
  MC: 27,
  MD: 24,
  ME: 22,
  MK: 19,
  MN: 20,
  MR: 27,
  MT: 31,
  MU: 30,
  NI: 28,
  NL: 18,
  NO: 15,
  OM: 23,
  PK: 24,
  PL: 28,
  PS: 29,
  PT: 25,
  QA: 29,
  RO: 24,
  RS: 22,
  RU: 33,
  SA: 24,
  SC: 31,
  SD: 18,
  SE: 24,
  SI: 19,
  SK: 24,
  SM: 27,
  SO: 23,
  ST: 25,
  SV: 28,
  TL: 23,
  TN: 24,
  TR: 26,
  UA: 29,
  VA: 22,
  VG: 24,
  XK: 20,
  YE: 30,
};

/** The same, by the five low bits of both letters, which are the same in both cases; 0 for no country. */
const lengthByLetters: Uint8Array = Uint8Array.from({ length: 1 << 10 }, (_, letters) => {
  return lengths[String.fromCharCode(0x40 | (letters >> 5), 0x40 | (letters & 0x1f))] ?? 0;
});

/** The longest number, with a separator between every two characters. */
const LONGEST = 2 * 33 - 1;

/** International bank account numbers (ISO 13616): country, its length, and the check by modulo 97. */
export const iban: PiiRecogniser = {
  type: 'IBAN_CODE',
  maxLength: LONGEST,
  isWordBound: true,
  begins: isAsciiLetter,
  firstWord: ({ length, hasDigit, leadsToDigit }) => length >= 2 && (hasDigit || (length === 2 && leadsToDigit)),
  open: () => recognise,
};

function recognise(cursor: TextCursor): Recognition | undefined {
  const second = cursor.unit(1);
  if (!isAsciiLetter(second)) return undefined;
  const expected = lengthByLetters[((cursor.unit(0) & 0x1f) << 5) | (second & 0x1f)];
  if (expected === undefined || expected === 0) return undefined;
  const third = cursor.unit(2);
  if (!isDigit(third) && !isInlineSpace(third) && !isHyphen(third)) return undefined;
  let value = '';
  let distance = 0;
  let wasSeparator = false;
  while (value.length < expected) {
    const unit = cursor.unit(distance);
    const isSeparator = isInlineSpace(unit) || isHyphen(unit);
    if (isSeparator ? wasSeparator || value.length < 2 : !isDigit(unit) && !isAsciiLetter(unit)) return undefined;
    if (!isSeparator && (value.length === 2 || value.length === 3) && !isDigit(unit)) return undefined;
    if (!isSeparator) value += String.fromCharCode(unit);
    wasSeparator = isSeparator;
    distance++;
  }
  if (isWord(cursor.unit(distance)) || !hasCheckDigits(value)) return undefined;
  return { end: distance, rule: 'mod97', score: 0.99 };
}

function hasCheckDigits(value: string): boolean {
  let rest = 0;
  for (let index = 0; index < value.length; index++) {
    const digit = Number.parseInt(value.charAt((index + 4) % value.length), 36);
    rest = (rest * (digit > 9 ? 100 : 10) + digit) % 97;
  }
  return rest === 1;
}
