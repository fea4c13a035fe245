import type { TextCursor } from '../../rail/text-cursor.ts';
import { isDigit, isHyphen, isInlineSpace, isWord } from '../../text/units.ts';
import { hasContext } from '../context-words.ts';
import type { PiiRecogniser, Recognition } from '../recogniser.ts';

const PLUS = 0x2b;
const OPEN = 0x28;
const CLOSE = 0x29;
const SLASH = 0x2f;
const DOT = 0x2e;
const MOST_DIGITS = 15;
const LONGEST = 40;
/** Longest form of an extension behind a number. */
const EXTENSION = 18;

const words = [
  'phone',
  'telephone',
  'tel',
  'mobile',
  'cell',
  'call',
  'fax',
  'sms',
  'whatsapp',
  'dial',
  'hotline',
  'reach',
  'ring',
  'text me',
  'contact number',
  'my number',
  'telefon',
  'tél',
  'téléphone',
  'teléfono',
  'móvil',
  'handy',
  'mobil',
  'telefono',
  'telefoon',
];

/** Country calling codes (ITU-T E.164) that are one or two digits long; the others have three. */
const shortCodes: ReadonlySet<string> = new Set(
  (
    '1 7 20 27 30 31 32 33 34 36 39 40 41 43 44 45 46 47 48 49 51 52 53 54 55 56 57 58 60 61 62 63 64 65 66 ' +
    '81 82 84 86 90 91 92 93 94 95 98'
  ).split(' '),
);
const longCodeStarts: ReadonlySet<string> = new Set(
  '21 22 23 24 25 26 29 35 37 38 42 50 59 67 68 69 80 85 87 88 96 97 99'.split(' '),
);

/** International numbers (E.164), North American ones, and national forms with a trunk 0; others only after words that name them. */
export const phoneNumber: PiiRecogniser = {
  type: 'PHONE_NUMBER',
  maxLength: LONGEST + EXTENSION,
  isWordBound: true,
  begins: (unit) => isDigit(unit) || unit === PLUS || unit === OPEN,
  firstWord: ({ length, hasLower, hasUpper, leadsToDigit }) => !hasLower && !hasUpper && (leadsToDigit || length >= 7),
  open: () => recognise,
};

interface Dialled {
  readonly digits: string;
  /** Lengths of the groups of digits. */
  readonly groups: readonly number[];
  /** End distance after each group. */
  readonly ends: readonly number[];
  readonly separators: string;
}

function recognise(cursor: TextCursor): Recognition | undefined {
  const before = cursor.unit(-1);
  const first = cursor.unit(0);
  if (before === PLUS || before === DOT || before === SLASH || isHyphen(before) || before === 0x24 || before === 0x23)
    return undefined;
  if (before === OPEN && first === OPEN) return undefined;
  if (first === OPEN && !isDigit(cursor.unit(1)) && cursor.unit(1) !== PLUS) return undefined;
  if (first !== PLUS && isInlineSpace(before) && isDigit(cursor.unit(-2))) return undefined;
  const dialled = readDialled(cursor);
  const { digits, groups } = dialled;
  if (digits.length < 7) return undefined;
  if (first === PLUS || (first === OPEN && cursor.unit(1) === PLUS)) return international(cursor, dialled);
  return (
    northAmerican(cursor, dialled) ??
    (digits.startsWith('00') && groups.length > 1 ? exitCode(cursor, dialled) : undefined) ??
    national(cursor, dialled) ??
    named(cursor, dialled)
  );
}

function international(cursor: TextCursor, dialled: Dialled): Recognition | undefined {
  const { digits } = dialled;
  if (!hasCountryCode(digits)) return undefined;
  const most = digits.startsWith('1') ? 11 : MOST_DIGITS;
  return finish(cursor, dialled, (count) => count >= 8 && count <= most, 'e164', 0.9);
}

function exitCode(cursor: TextCursor, dialled: Dialled): Recognition | undefined {
  if (!hasCountryCode(dialled.digits.slice(2))) return undefined;
  return finish(cursor, dialled, (count) => count >= 11 && count <= MOST_DIGITS + 2, 'exit-code', 0.7);
}

function hasCountryCode(digits: string): boolean {
  return (
    shortCodes.has(digits.slice(0, 1)) || shortCodes.has(digits.slice(0, 2)) || longCodeStarts.has(digits.slice(0, 2))
  );
}

/** [1] NXX NXX XXXX, N from 2 to 9, grouped. */
function northAmerican(cursor: TextCursor, dialled: Dialled): Recognition | undefined {
  const { digits, groups } = dialled;
  const isLong = digits.startsWith('1') && (groups[0] === 1 || groups[0] === 4);
  const number = isLong ? digits.slice(1) : digits;
  const shape = groups.slice(0, isLong && groups[0] === 1 ? 4 : 3);
  const isGrouped = ['3,3,4', '1,3,3,4', '4,3,4'].includes(shape.join(',')) || groups.slice(0, 2).join(',') === '3,7';
  if (!isGrouped || !/^[2-9][0-9]{2}[2-9]/.test(number)) return undefined;
  return finish(cursor, dialled, (count) => count === (isLong ? 11 : 10), 'nanp', 0.85);
}

/** A trunk 0, an area code and a number, grouped; no date. */
function national(cursor: TextCursor, dialled: Dialled): Recognition | undefined {
  const { digits, groups, separators } = dialled;
  const [first = 0] = groups;
  if (!digits.startsWith('0') || digits.startsWith('00') || groups.length < 2 || first < 2 || first > 6)
    return undefined;
  if (/^(?:2,2,4|2,2,2,|2,2,2$)/.test(groups.join(',')) && separators.startsWith('..') && digits.slice(2, 4) <= '12')
    return undefined;
  return finish(cursor, dialled, (count) => count >= 9 && count <= 12, 'national', 0.7);
}

/** Any number of telephone length, after a word that says what it is. */
function named(cursor: TextCursor, dialled: Dialled): Recognition | undefined {
  if (!hasContext(cursor, words)) return undefined;
  return finish(cursor, dialled, (count) => count >= 7 && count <= MOST_DIGITS, 'named', 0.6);
}

/** The longest run of whole groups whose digits are right in number, with its extension. */
function finish(
  cursor: TextCursor,
  dialled: Dialled,
  isRight: (digits: number) => boolean,
  rule: string,
  score: number,
): Recognition | undefined {
  let count = dialled.digits.length;
  for (let index = dialled.groups.length - 1; index >= 0; index--) {
    const end = dialled.ends[index] ?? 0;
    const next = cursor.unit(end);
    const isLast = index === dialled.groups.length - 1;
    const isCut = isLast ? isWord(next) && !isExtension(cursor, end) : !isInlineSpace(next);
    if (isRight(count) && !isCut) return { end: extensionEnd(cursor, end), rule, score };
    count -= dialled.groups[index] ?? 0;
  }
  return undefined;
}

function readDialled(cursor: TextCursor): Dialled {
  const groups: number[] = [];
  const ends: number[] = [];
  let digits = '';
  let separators = '';
  let size = 0;
  let gap = 0;
  for (let distance = 0; distance < LONGEST; distance++) {
    const unit = cursor.unit(distance);
    if (isDigit(unit)) {
      if (size === 0) groups.push(0);
      size++;
      gap = 0;
      digits += String.fromCharCode(unit);
      groups[groups.length - 1] = size;
      ends[groups.length - 1] = distance + 1;
      if (digits.length > MOST_DIGITS + 3) break;
      continue;
    }
    const isLead = distance === 0 || (distance === 1 && unit === PLUS);
    if (!isLead) {
      if (!isSeparator(unit) || ++gap > 2) break;
      if (size > 0) separators += String.fromCharCode(unit);
    }
    size = 0;
  }
  return { digits, groups, ends, separators };
}

function isSeparator(unit: number): boolean {
  return isInlineSpace(unit) || isHyphen(unit) || unit === DOT || unit === OPEN || unit === CLOSE || unit === SLASH;
}

function isExtension(cursor: TextCursor, end: number): boolean {
  return extensionEnd(cursor, end) > end;
}

/** " ext. 123" or "x123" behind a number. */
function extensionEnd(cursor: TextCursor, end: number): number {
  const found = /^ ?(?:x|ext\.?|extension) ?[0-9]{1,6}/i.exec(cursor.slice(end, end + EXTENSION));
  return found === null || isWord(cursor.unit(end + found[0].length)) ? end : end + found[0].length;
}
