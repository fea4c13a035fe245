import type { TextCursor } from '../../rail/text-cursor.ts';
import { isDigit, isHyphen, isWord } from '../../text/units.ts';
import { readDigitGroups } from '../digit-groups.ts';
import type { PiiRecogniser, Recognition } from '../recogniser.ts';

/** Issuer ranges as (first, last, lengths), compared on as many leading digits as the bounds have. */
const issuers: readonly (readonly [first: number, last: number, lengths: readonly number[]])[] = [
  [4, 4, [13, 16, 19]],
  [51, 55, [16]],
  [2221, 2720, [16]],
  [34, 34, [15]],
  [37, 37, [15]],
  [300, 305, [14, 16]],
  [36, 36, [14, 16]],
  [38, 39, [14, 16]],
  [6011, 6011, [16, 19]],
  [644, 659, [16, 19]],
  [3528, 3589, [16, 17, 18, 19]],
  [62, 62, [16, 17, 18, 19]],
  [2200, 2204, [16]],
  [5018, 5018, [12, 13, 14, 15, 16, 17, 18, 19]],
  [5020, 5020, [12, 13, 14, 15, 16, 17, 18, 19]],
  [5038, 5038, [12, 13, 14, 15, 16, 17, 18, 19]],
  [5893, 5893, [12, 13, 14, 15, 16, 17, 18, 19]],
  [6304, 6304, [12, 13, 14, 15, 16, 17, 18, 19]],
  [6759, 6763, [12, 13, 14, 15, 16, 17, 18, 19]],
];

const SHORTEST = 12;
const LONGEST = 19;
const DOT = 0x2e;
/** No issuer has another first digit than 2 to 6. */
const LEAST_FIRST = 0x32;
const MOST_FIRST = 0x36;

/** Payment card numbers: issuer range, length and check digit (ISO/IEC 7812-1), plain or in groups. */
export const paymentCard: PiiRecogniser = {
  type: 'CREDIT_CARD',
  maxLength: 2 * LONGEST - 1,
  isWordBound: true,
  begins: isDigit,
  firstWord: ({ length, hasLower, hasUpper, leadsToDigit }) =>
    !hasLower && !hasUpper && (length >= SHORTEST || leadsToDigit),
  open: () => recognise,
};

function recognise(cursor: TextCursor): Recognition | undefined {
  const first = cursor.unit(0);
  if (first < LEAST_FIRST || first > MOST_FIRST) return undefined;
  const before = cursor.unit(-1);
  if ((before === DOT || isHyphen(before)) && isDigit(cursor.unit(-2))) return undefined;
  const { digits, groups } = readDigitGroups(cursor, LONGEST);
  if (digits.length < SHORTEST) return undefined;
  for (const group of groups.toReversed()) {
    if (group.digits < SHORTEST) break;
    if (group.digits > LONGEST || isWord(cursor.unit(group.end))) continue;
    if (isCardNumber(digits.slice(0, group.digits))) return { end: group.end, rule: 'luhn', score: 0.95 };
  }
  return undefined;
}

/** Whether the digits are a card number of a known issuer with a right check digit. */
function isCardNumber(digits: string): boolean {
  const prefixes = [1, 2, 3, 4].map((width) => Number(digits.slice(0, width)));
  const isIssued = issuers.some(([first, last, lengths]) => {
    const prefix = prefixes[first < 10 ? 0 : first < 100 ? 1 : first < 1_000 ? 2 : 3] ?? 0;
    return prefix >= first && prefix <= last && lengths.includes(digits.length);
  });
  return isIssued && hasLuhnDigit(digits);
}

function hasLuhnDigit(digits: string): boolean {
  let sum = 0;
  for (let place = 0; place < digits.length; place++) {
    const digit = digits.charCodeAt(digits.length - 1 - place) - 0x30;
    const doubled = digit * 2;
    sum += place % 2 === 0 ? digit : doubled > 9 ? doubled - 9 : doubled;
  }
  return sum % 10 === 0;
}
