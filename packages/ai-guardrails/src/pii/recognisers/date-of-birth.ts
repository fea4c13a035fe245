import type { TextCursor } from '../../rail/text-cursor.ts';
import { isAsciiLetter, isDigit } from '../../text/units.ts';
import { isCalendarDate } from '../checks/calendar-date.ts';
import { hasContextWord } from '../define/context-word.ts';
import { isFreeBefore, isFreeBehind } from '../define/boundary.ts';
import { monthOf } from '../checks/month-names.ts';
import type { FirstWord, PiiRecogniser, Recognition } from '../recogniser.ts';

const LONGEST = 30;
const isLowerCase = /^[a-z]{3}$/;
const GLANCE = 14;
/** Three numbers, or a number and the first letters of a word. */
const glance =
  /^[0-9]{1,4}(?:[-/. \u2013] ?[0-9]{1,2}[-/. \u2013]|[0-9]{4}(?![0-9])|(?:st|nd|rd|th|er)?[-. \u00ba\u00b0]{1,2}(?:of |de |d')?([A-Za-z\u00c0-\u017f]{3}))/;
const contextWords = [
  'born',
  'birth*',
  'dob',
  'd.o.b*',
  'date of birth',
  'geboren*',
  'geburt*',
  'geb.*',
  'geb',
  'né le',
  'née le',
  'né(e) le',
  'naissance',
  'nacid*',
  'nacimiento',
  'nació',
  'nato il',
  'nata il',
  'nato a*',
  'nata a*',
  'nascita',
  'nascid*',
  'nascimento',
  'geboorte*',
  'urodz*',
  'ur.*',
  'född*',
  'født*',
  'fødsel*',
  'syntynyt',
  'syntymä*',
  'fecha de nac*',
  'b-day',
  'bday',
];

/** Initials of the English names of months, which may stand before the day. */
const initials: ReadonlySet<number> = new Set(Array.from('JFMASOND', (letter) => letter.charCodeAt(0)));

/** Initials of the names of months in nine languages, and of "of" and "de" before them, in lower case. */
const monthInitials: ReadonlySet<number> = new Set(Array.from('jfmasondegklcwp', (letter) => letter.charCodeAt(0)));

/** Dates behind words that name a birth, in numbers or with the month's name in one of nine languages. */
export const dateOfBirth: PiiRecogniser = {
  type: 'DATE_OF_BIRTH',
  maxLength: LONGEST,
  lookahead: 2,
  isWordBound: true,
  begins: (unit) => isDigit(unit) || initials.has(unit),
  firstWord: isDateStart,
  follows: (length, lead) => length > 2 || isDigit(lead) || monthInitials.has(lead | 0x20),
  open: () => recognise,
};

function isDateStart({ length, hasDigit, hasLower, hasUpper, leadsToDigit, next }: FirstWord): boolean {
  if (length !== 8 && (next === ':' || next === '@' || next === '(' || next === '<')) return false;
  if (hasUpper) return !hasDigit && leadsToDigit && length >= 3 && length <= 9 && next !== '/';
  if (hasLower) return hasDigit && (length === 3 || length === 4);
  return length === 8 || length <= 2 || (length === 4 && leadsToDigit);
}

function recognise(cursor: TextCursor): Recognition | undefined {
  // Numbers are everywhere in prose: the cheap look comes first, and holds back less of a stream.
  const isNumber = isDigit(cursor.unit(0));
  if (!(isNumber ? leadsToDate(cursor) && mayBeDate(cursor.slice(0, GLANCE)) : beginsWithMonth(cursor)))
    return undefined;
  if (!isFreeBefore(cursor) || !hasContextWord(cursor, contextWords)) return undefined;
  const text = cursor.slice(0, LONGEST);
  const end = isNumber ? (numbers(text) ?? dayFirst(text)) : monthFirst(text);
  return end === undefined || !isFreeBehind(cursor, end) ? undefined : { end, rule: 'date-after-context', score: 0.8 };
}

/** First two letters of the names of months, and of "of" and "de" before them. */
const monthStarts: ReadonlySet<string> = new Set(
  'ja en ge st fe lu ma mr ap av ab kw me ju gi cz li au ag ao si se wr oc ok ot ou pa no de di gr of'.split(' '),
);

/** Whether a number is followed by another, by letters right behind it, or by what may be the name of a month. */
function leadsToDate(cursor: TextCursor): boolean {
  let digits = 1;
  while (digits < 9 && isDigit(cursor.unit(digits))) digits++;
  if (digits === 8) return true;
  let at = digits;
  while (at < digits + 3 && isJoint(cursor.unit(at))) at++;
  const unit = cursor.unit(at);
  if (isDigit(unit)) return true;
  if (at === digits && unit >= 0x80) return true;
  if (!isAsciiLetter(unit)) return false;
  if (at === digits) return true;
  const second = cursor.unit(at + 1);
  return second >= 0x80 || monthStarts.has(String.fromCharCode(unit | 0x20, second | 0x20));
}

/** What may stand between the parts of a date, in ASCII. */
function isJoint(unit: number): boolean {
  return unit === 0x20 || unit === 0x2d || unit === 0x2e || unit === 0x2f;
}

/** Whether the word at the cursor may be the English name of a month. */
function beginsWithMonth(cursor: TextCursor): boolean {
  const start = String.fromCharCode(cursor.unit(0) | 0x20, cursor.unit(1), cursor.unit(2));
  return isLowerCase.test(start) && monthOf(start) > 0;
}

function mayBeDate(text: string): boolean {
  const found = glance.exec(text);
  return found !== null && (found[1] === undefined || monthOf(found[1]) > 0);
}

/** 1980-03-12, 12.03.1980, 3/12/80, 12 03 1980, 19800312. */
function numbers(text: string): number | undefined {
  const short = /^([0-9]{1,4})([-/.\u2013 ]) ?([0-9]{1,2})\2 ?([0-9]{4}|[0-9]{2})(?![0-9])/.exec(text);
  if (short !== null) {
    const [whole, first = '', , second = '', third = ''] = short;
    return isDate(first, second, third) || isDate(third, second, first) || isDate(third, first, second)
      ? whole.length
      : undefined;
  }
  const plain = /^((?:19|20)[0-9]{2})([0-9]{2})([0-9]{2})(?![0-9])/.exec(text);
  return plain !== null && isDate(plain[1], plain[2], plain[3]) ? 8 : undefined;
}

/** 12 March 1980, 12th of March 1980, 12. März 1980, 1er mai 1980, 12 de marzo de 1980, 12-Mar-80. */
function dayFirst(text: string): number | undefined {
  const found =
    /^([0-9]{1,2})(?:st|nd|rd|th|er|[.º°])?[ -]{1,2}(?:of |de |d')?([A-Za-z\u00c0-\u017f]{3,12})\.?,?[ -]{1,2}(?:de |del )?([0-9]{4}|[0-9]{2})(?![0-9])/.exec(
      text,
    );
  if (found === null) return undefined;
  return isDate(found[3], String(monthOf(found[2] ?? '')), found[1]) ? found[0].length : undefined;
}

/** March 12, 1980; Mar. 12th 1980. */
function monthFirst(text: string): number | undefined {
  const found = /^([A-Z][a-z]{2,8})\.? ([0-9]{1,2})(?:st|nd|rd|th)?,? ([0-9]{4}|[0-9]{2})(?![0-9])/.exec(text);
  if (found === null) return undefined;
  return isDate(found[3], String(monthOf(found[1] ?? '')), found[2]) ? found[0].length : undefined;
}

/** A day between 1900 and 2099; two digits of a year are one of 1930 to 2029. */
function isDate(year = '', month = '', day = ''): boolean {
  if ((year.length !== 4 && year.length !== 2) || month.length > 2 || day.length > 2) return false;
  const full = year.length === 4 ? Number(year) : Number(year) + (Number(year) < 30 ? 2000 : 1900);
  return full >= 1900 && full < 2100 && isCalendarDate(full, Number(month), Number(day));
}
