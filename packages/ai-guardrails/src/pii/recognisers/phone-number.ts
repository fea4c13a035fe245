import type { TextCursor } from '../../rail/text-cursor.ts';
import { isDigit, isHyphen, isInlineSpace, isWord } from '../../text/units.ts';
import { hasDigits, LONGEST_DIALLED, readDialled, type DialledGroup } from '../phone/dialled.ts';
import { canBeNamed, digitsOf, domesticForm, internationalForm, isDate } from '../phone/forms.ts';
import { contextOf } from '../phone/phone-words.ts';
import type { PiiRecogniser, Recognition } from '../recogniser.ts';

const PLUS = 0x2b;
const OPEN = 0x28;
const SLASH = 0x2f;
const DOT = 0x2e;
const COLON = 0x3a;
const PERCENT = 0x25;
const COMMA = 0x2c;
const SPACE = 0x20;
/** What a word for an extension begins with, in lower case. */
const extensionSigns: ReadonlySet<number> = new Set(Array.from('xepdra#', (sign) => sign.charCodeAt(0)));
const LEAST_DIGITS = 7;
/** Longest form of an extension behind a number. */
const EXTENSION = 20;

/**
 * Telephone numbers: international ones (E.164, exit codes), North American ones, and the national forms of countries
 * whose numbering plan they keep. Digits of other forms, or without any form, only behind words that name them.
 */
export const phoneNumber: PiiRecogniser = {
  type: 'PHONE_NUMBER',
  maxLength: LONGEST_DIALLED + EXTENSION,
  lookahead: EXTENSION + 1,
  isWordBound: true,
  begins: (unit) => isDigit(unit) || unit === PLUS || unit === OPEN,
  firstWord: ({ length, hasLower, hasUpper, leadsToDigit, next }) => {
    if (hasUpper || (hasLower && length <= LEAST_DIGITS)) return false;
    return length >= LEAST_DIGITS || (leadsToDigit && next !== '' && next !== ':') || (length === 0 && leadsToDigit);
  },
  open: () => recognise,
};

function recognise(cursor: TextCursor): Recognition | undefined {
  const first = cursor.unit(0);
  const before = cursor.unit(-1);
  if (before === PLUS || before === DOT || before === SLASH || isHyphen(before) || isSign(before)) return undefined;
  if (before === OPEN && first === OPEN) return undefined;
  if (isDigit(first) && isInlineSpace(before) && isDigit(cursor.unit(-2))) return undefined;
  if (!hasDigits(cursor, LEAST_DIGITS)) return undefined;
  const { groups, hasPlus } = readDialled(cursor);
  if (digitsOf(groups).length < LEAST_DIGITS || (!hasPlus && isDate(groups))) return undefined;
  let context: ReturnType<typeof contextOf> | 'unknown' = 'unknown';
  for (let count = groups.length; count > 0; count--) {
    const taken = groups.slice(0, count);
    const end = taken.at(-1)?.end ?? 0;
    const last = extensionEnd(cursor, end);
    const next = groups[count];
    if (next === undefined ? last === end && goesOn(cursor, end) : !isCutBefore(next, taken, hasPlus)) continue;
    const form = hasPlus ? internationalForm(taken) : domesticForm(taken);
    if (form?.isUsual !== true) {
      if (context === 'unknown') context = contextOf(cursor);
      if (form === undefined ? context !== 'phone' || !canBeNamed(taken) : isOther(cursor, context, end)) continue;
    }
    const { rule, score } = form ?? { rule: 'named', score: 0.6 };
    return { end: last, rule, score };
  }
  return undefined;
}

/** The number may end before this group, which then belongs to what follows. */
function isCutBefore(next: DialledGroup, taken: readonly DialledGroup[], hasPlus: boolean): boolean {
  if (next.separator === '/') return true;
  return next.separator === ' ' && (hasPlus || taken.some(({ separator }, place) => place > 0 && separator !== ' '));
}

/** What stands behind makes it no number, or one of another kind. */
function goesOn(cursor: TextCursor, end: number): boolean {
  const next = cursor.unit(end);
  const isJoint = next === DOT || next === SLASH || isHyphen(next) || next === COLON;
  return isWord(next) || next === PERCENT || (isJoint && isDigit(cursor.unit(end + 1)));
}

/** Words before it, or a currency behind it, say that it is another kind of number. */
function isOther(cursor: TextCursor, context: 'phone' | 'other' | undefined | 'unknown', end: number): boolean {
  if (context === 'phone') return false;
  return context === 'other' || /^ ?(?:[$€£¥%]|eur\b|usd\b|gbp\b|chf\b)/i.test(cursor.slice(end, end + 5));
}

function isSign(unit: number): boolean {
  return unit >= 0 && '$£€¥#@=&%\\~^*'.includes(String.fromCharCode(unit));
}

/** " ext. 123" or "x123" behind a number. */
function extensionEnd(cursor: TextCursor, end: number): number {
  const start = end + (cursor.unit(end) === COMMA ? 1 : 0);
  const sign = cursor.unit(cursor.unit(start) === SPACE ? start + 1 : start);
  if (sign < 0 || !extensionSigns.has(sign | 0x20)) return end;
  const found = /^,? ?(?:x|ext\.?|extension|poste|durchwahl|ramal|anexo|#) ?[0-9]{1,6}/i.exec(
    cursor.slice(end, end + EXTENSION),
  );
  return found === null || isWord(cursor.unit(end + found[0].length)) ? end : end + found[0].length;
}
