import type { TextCursor } from '../../rail/text-cursor.ts';
import { isDigit, isWord } from '../../text/units.ts';
import { readAddressWord, readHouseNumber } from '../addresses/address-words.ts';
import { LONGEST_TAIL, tailEnd } from '../addresses/address-tail.ts';
import {
  englishPlaces,
  englishStreets,
  frenchStreets,
  isStreetEnd,
  southernPlaces,
  southernStreets,
} from '../addresses/street-words.ts';
import { isFreeBefore } from '../define/boundary.ts';
import { isCapital, isLetter } from '../names/name-words.ts';
import type { PiiRecogniser, Recognition } from '../recogniser.ts';

const MOST_WORDS = 5;
const LONGEST_STREET = 120;
const SPACE = 0x20;
const COMMA = 0x2c;
const linking: ReadonlySet<string> = new Set(
  'de du des la le les del los las di da dei della do dos of the am an der'.split(' '),
);

/**
 * A recogniser of postal addresses by rules: a house number and the name of a street in the form of English, French,
 * German, Dutch, Spanish, Italian or Portuguese addresses, with flat, city and postal code where they follow. Post
 * boxes and addresses in other forms are not found. It looks at every capitalised word, so it is not built in.
 * @example
 * ```ts
 * import { createGuard, piiRail, postalAddress } from '@org/ai-guardrails';
 *
 * const guard = createGuard({ rails: [piiRail({ recognisers: [postalAddress()] })] });
 * console.log(guard.maxHeldUnits('output'));
 * ```
 */
export function postalAddress(): PiiRecogniser {
  return {
    type: 'POSTAL_ADDRESS',
    maxLength: LONGEST_STREET + LONGEST_TAIL + 20,
    lookahead: 2,
    isWordBound: true,
    begins: (unit) => isDigit(unit) || isCapital(unit),
    beginsBeyondAscii: true,
    // A letter beyond ASCII ends the first word: `H` in `Höhenstraße`.
    firstWord: ({ length, hasUpper, hasDigit, next }) =>
      length === 0 || (hasDigit ? length <= 6 : hasUpper && (length > 2 || next === '')),
    open: () => recognise,
  };
}

function recognise(cursor: TextCursor): Recognition | undefined {
  if (isLetter(cursor.unit(-1)) || !isFreeBefore(cursor)) return undefined;
  const isNumber = isDigit(cursor.unit(0));
  const sure = isNumber ? numberFirst(cursor, englishStreets) : (compound(cursor) ?? southern(cursor, southernStreets));
  const street = sure ?? (isNumber ? numberFirst(cursor, englishPlaces) : southern(cursor, southernPlaces));
  if (street === undefined || isWord(cursor.unit(street))) return undefined;
  const end = tailEnd(cursor, street);
  if (sure === undefined && !hasCode(cursor, street, end)) return undefined;
  return { end, rule: isNumber ? 'number-and-street' : 'street-and-number', score: end > street ? 0.85 : 0.7 };
}

/** Whether what stands behind the street has a postal code. */
function hasCode(cursor: TextCursor, street: number, end: number): boolean {
  return /[0-9]{2}|[0-9][A-Z]{2}/.test(cursor.slice(street, end));
}

/** `221B Baker Street`, `350 5th Avenue`, `12 bis, rue de la Paix`. */
function numberFirst(cursor: TextCursor, kinds: ReadonlySet<string>): number | undefined {
  const number = readHouseNumber(cursor, 0);
  if (number === undefined) return undefined;
  const bis = /^ (?:bis|ter|quater)(?=[ ,])/.exec(cursor.slice(number, number + 8));
  let start = number + (bis?.[0].length ?? 0);
  if (cursor.unit(start) === COMMA) start++;
  if (cursor.unit(start) !== SPACE) return undefined;
  const first = readAddressWord(cursor, start + 1);
  if (first === undefined) return undefined;
  if (frenchStreets.has(plain(first.text)) && !isCapital(cursor.unit(start + 1))) return french(cursor, first.end);
  if (frenchStreets.has(plain(first.text))) {
    const named = french(cursor, first.end);
    if (named !== undefined) return named;
  }
  return start === number ? english(cursor, start + 1, kinds) : undefined;
}

/** Capitalised words of which a later one is a kind of street; the last such word ends it. */
function english(cursor: TextCursor, start: number, kinds: ReadonlySet<string>): number | undefined {
  let street: number | undefined;
  let at = start;
  for (let count = 0; count < MOST_WORDS; count++) {
    const word = readAddressWord(cursor, at);
    if (word === undefined || !(isCapital(cursor.unit(at)) || isDigit(cursor.unit(at)))) break;
    if (count === 0 && /^(?:The|An?|Of|In|On|To)$/.test(word.text)) break;
    if (count > 0 && kinds.has(plain(word.text))) street = word.end;
    else if (street !== undefined) break;
    if (cursor.unit(word.end) !== SPACE) break;
    at = word.end + 1;
  }
  return street === undefined ? undefined : directionEnd(cursor, street);
}

/** `NW`, `South` behind the street. */
function directionEnd(cursor: TextCursor, street: number): number {
  const found = /^ (?:[NS]\.?[EW]?\.?|[EW]\.?|North|South|East|West)(?![A-Za-z0-9])/.exec(
    cursor.slice(street, street + 8),
  );
  return found === null ? street : street + found[0].length;
}

/** The name of a street behind its kind: `rue de la Paix`. */
function french(cursor: TextCursor, start: number): number | undefined {
  let end: number | undefined;
  let at = start;
  for (let count = 0; count < MOST_WORDS && cursor.unit(at) === SPACE; count++) {
    const word = readAddressWord(cursor, at + 1);
    if (word === undefined) break;
    const isName = isCapital(cursor.unit(at + 1)) || /^[dl]['\u2019][A-Z\u00c0-\u00de]/.test(word.text);
    if (isName) end = word.end;
    else if (end !== undefined || !linking.has(word.text)) break;
    at = word.end;
  }
  return end;
}

/** `Hauptstraße 5`, `Unter den Linden` is none; `Lange Laan 12a`. */
function compound(cursor: TextCursor): number | undefined {
  let at = 0;
  for (let count = 0; count < 3; count++) {
    if (!isCapital(cursor.unit(at))) return undefined;
    const word = readAddressWord(cursor, at);
    if (word === undefined || cursor.unit(word.end) !== SPACE) return undefined;
    const text = plain(word.text);
    if (isStreetEnd(text, count > 0)) return readHouseNumber(cursor, word.end + 1);
    at = word.end + 1;
  }
  return undefined;
}

/** `Calle de Alcalá, 42`, `Via Roma 7`. */
function southern(cursor: TextCursor, kinds: ReadonlySet<string>): number | undefined {
  const first = readAddressWord(cursor, 0);
  if (first === undefined || !kinds.has(plain(first.text))) return undefined;
  const name = french(cursor, first.end);
  if (name === undefined) return undefined;
  const start = cursor.unit(name) === COMMA ? name + 1 : name;
  if (cursor.unit(start) !== SPACE) return undefined;
  return readHouseNumber(cursor, cursor.slice(start + 1, start + 4) === 'n\u00ba ' ? start + 4 : start + 1);
}

function plain(word: string): string {
  return word.toLowerCase();
}
