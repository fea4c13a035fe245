import type { TextCursor } from '../../rail/text-cursor.ts';
import { isDigit, isHyphen, isWord } from '../../text/units.ts';
import { readDigitGroups } from '../digit-groups.ts';
import { passesLuhn } from '../checks/luhn.ts';
import { hasContextWord } from '../define/context-word.ts';
import type { FirstWord, PiiRecogniser, Recognition } from '../recogniser.ts';

/** Lengths that issuers of debit cards use side by side. */
const anyLength: readonly number[] = [12, 13, 14, 15, 16, 17, 18, 19];

/**
 * Issuer ranges as (first, last, lengths), compared on as many leading digits as they are written with: Visa,
 * Mastercard, American Express, Diners Club, Discover, JCB, UnionPay, Maestro, Mir, RuPay, Verve, Troy, InterPayment.
 */
const issuers: readonly (readonly [first: string, last: string, lengths: readonly number[]])[] = [
  ['4', '4', [13, 16, 19]],
  ['51', '55', [16]],
  ['2221', '2720', [16]],
  ['34', '34', [15]],
  ['37', '37', [15]],
  ['300', '305', [14, 16]],
  ['309', '309', [14, 16]],
  ['36', '36', [14, 16]],
  ['38', '39', [14, 16]],
  ['6011', '6011', [16, 19]],
  ['644', '659', [16, 19]],
  ['3528', '3589', [16, 17, 18, 19]],
  ['1800', '1800', [15]],
  ['2131', '2131', [15]],
  ['62', '62', [16, 17, 18, 19]],
  ['81', '82', [16]],
  ['60', '60', [16]],
  ['2200', '2204', [16, 17, 18, 19]],
  ['50', '50', anyLength],
  ['56', '58', anyLength],
  ['0604', '0604', anyLength],
  ['6304', '6304', anyLength],
  ['636', '639', anyLength],
  ['6759', '6763', anyLength],
  ['9792', '9792', [16]],
];

const SHORTEST = 12;
const LONGEST = 19;
/** No card is printed with fewer digits before its first gap. */
const SHORTEST_GROUP = 4;
const DOT = 0x2e;

/** Words before a number of an issuer that is not listed. */
const words: readonly string[] = [
  ...['card', 'cards', 'credit', 'debit', 'visa', 'mastercard', 'maestro', 'amex', 'american express', 'discover'],
  ...['cc', 'ccn', 'pan', 'kreditkarte*', 'karte*', 'carte', 'tarjeta', 'carta', 'cartão', 'creditcard', 'kort*'],
];
/** Payment card numbers: issuer range, length and check digit (ISO/IEC 7812-1), plain or in groups. */
export const paymentCard: PiiRecogniser = {
  type: 'CREDIT_CARD',
  maxLength: 2 * LONGEST - 1,
  isWordBound: true,
  begins: isDigit,
  firstWord: ({ length, hasLower, hasUpper, leadsToDigit, next }) =>
    !hasLower && !hasUpper && (length >= SHORTEST || (length >= SHORTEST_GROUP && leadsToDigit && isJoint(next))),
  open: () => recognise,
};

function isJoint(next: FirstWord['next']): boolean {
  return next === ' ' || next === '-' || next === '.';
}

function recognise(cursor: TextCursor): Recognition | undefined {
  const before = cursor.unit(-1);
  if ((before === DOT || isHyphen(before)) && isDigit(cursor.unit(-2))) return undefined;
  const { digits, groups } = readDigitGroups(cursor, LONGEST);
  if (digits.length < SHORTEST) return undefined;
  for (const group of groups.toReversed()) {
    if (group.digits < SHORTEST) break;
    if (group.digits > LONGEST || isWord(cursor.unit(group.end))) continue;
    const number = digits.slice(0, group.digits);
    if (!passesLuhn(number)) continue;
    if (isIssued(number)) return { end: group.end, rule: 'luhn', score: 0.95 };
    if (hasContextWord(cursor, words)) return { end: group.end, rule: 'luhn-after-context', score: 0.9 };
  }
  return undefined;
}

function isIssued(digits: string): boolean {
  return issuers.some(([first, last, lengths]) => {
    const prefix = digits.slice(0, first.length);
    return prefix >= first && prefix <= last && lengths.includes(digits.length);
  });
}
