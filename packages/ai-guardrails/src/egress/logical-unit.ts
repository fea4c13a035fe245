import type { TextCursor } from '../rail/text-cursor.ts';
import { isDigit, isHexDigit } from '../text/units.ts';

/** Entities that may stand for a part of a URL, with their codes. */
export const namedUnits: Readonly<Record<string, number>> = {
  colon: 0x3a,
  sol: 0x2f,
  bsol: 0x5c,
  period: 0x2e,
  tab: 9,
  newline: 10,
  lpar: 0x28,
  rpar: 0x29,
  amp: 0x26,
  num: 0x23,
  quest: 0x3f,
  commat: 0x40,
};

/** Characters that readers take for a part of a URL. */
const lookAlikes: Readonly<Record<number, number>> = {
  0x3002: 0x2e,
  0xff61: 0x2e,
  0x2024: 0x2e,
  0x2044: 0x2f,
  0x2215: 0x2f,
  0x29f8: 0x2f,
  0x2236: 0x3a,
  0x2d0: 0x3a,
  0xa789: 0x3a,
};

/** Names of entities are short; numbers may hide behind any count of zeros, of which this many are read. */
const LONGEST_NAME = 12;
const LONGEST_NUMBER = 64;

/** A character as a renderer would read it, and how many units of text it takes; length 0 where the text ends. */
export interface LogicalUnit {
  readonly code: number;
  readonly length: number;
}

const lowerLetters: readonly LogicalUnit[] = Array.from({ length: 26 }, (_, at) => ({ code: 0x61 + at, length: 1 }));

const none: LogicalUnit = { code: -1, length: 0 };

/** Reads one character with entities, percent-escapes, escapes, width forms, look-alikes and case undone. */
export function readLogicalUnit(cursor: TextCursor, distance: number): LogicalUnit {
  const first = cursor.unit(distance);
  if (first >= 0x61 && first <= 0x7a) return lowerLetters[first - 0x61] ?? none;
  let skipped = 0;
  while (isInvisible(cursor.unit(distance + skipped))) {
    if (++skipped > 4) return none;
  }
  const at = distance + skipped;
  const unit = cursor.unit(at);
  if (unit === -1) return none;
  if (unit === 0x26) {
    const entity = readEntity(cursor, at);
    if (entity !== undefined) return { code: plain(entity.code), length: entity.length + skipped };
  }
  if (unit === 0x25 && isHexDigit(cursor.unit(at + 1)) && isHexDigit(cursor.unit(at + 2))) {
    return { code: plain(hexValue(cursor.unit(at + 1)) * 16 + hexValue(cursor.unit(at + 2))), length: 3 + skipped };
  }
  if (unit === 0x5c && cursor.unit(at + 1) === 0x75) {
    const code = fourDigits(cursor, at + 2);
    if (code !== undefined) return { code: plain(code), length: 6 + skipped };
  }
  if (unit === 0x5c && ':.&%'.includes(String.fromCharCode(cursor.unit(at + 1)))) {
    return { code: cursor.unit(at + 1), length: 2 + skipped };
  }
  return { code: plain(unit), length: 1 + skipped };
}

/** The text with every character read as above and white space taken out: what a URL parser would see. */
export function logicalText(raw: string): string {
  const cursor: TextCursor = {
    offset: 0,
    unit: (distance) => (distance >= 0 && distance < raw.length ? raw.charCodeAt(distance) : -1),
    slice: (from, to) => raw.slice(from, to),
  };
  let text = '';
  let distance = 0;
  while (distance < raw.length) {
    const { code, length } = readLogicalUnit(cursor, distance);
    if (length === 0) distance++;
    else {
      if (code > 0x20 && code !== 0xa0) text += String.fromCharCode(code);
      distance += length;
    }
  }
  return text.replaceAll('\\', '/');
}

/** The code of four hexadecimal digits, as JSON and JavaScript escape characters. */
function fourDigits(cursor: TextCursor, start: number): number | undefined {
  let code = 0;
  for (let at = start; at < start + 4; at++) {
    const unit = cursor.unit(at);
    if (!isHexDigit(unit)) return undefined;
    code = code * 16 + hexValue(unit);
  }
  return code;
}

function hexValue(digit: number): number {
  return isDigit(digit) ? digit - 0x30 : (digit | 0x20) - 0x57;
}

function readEntity(cursor: TextCursor, at: number): LogicalUnit | undefined {
  if (cursor.unit(at + 1) === 0x23) return readNumber(cursor, at);
  const text = cursor.slice(at + 1, at + LONGEST_NAME);
  const end = text.indexOf(';');
  const code = end > 0 ? namedUnits[text.slice(0, end).toLowerCase()] : undefined;
  return code === undefined ? undefined : { code, length: end + 2 };
}

function readNumber(cursor: TextCursor, at: number): LogicalUnit | undefined {
  const isHex = (cursor.unit(at + 2) | 0x20) === 0x78;
  const start = at + (isHex ? 3 : 2);
  let end = start;
  while (end < start + LONGEST_NUMBER && (isHex ? isHexDigit(cursor.unit(end)) : isDigit(cursor.unit(end)))) end++;
  if (end === start) return undefined;
  const code = Number.parseInt(cursor.slice(start, end), isHex ? 16 : 10);
  return { code: code > 0xffff ? 0xfffd : code, length: end - at + (cursor.unit(end) === 0x3b ? 1 : 0) };
}

function plain(code: number): number {
  const narrow = code >= 0xff01 && code <= 0xff5e ? code - 0xfee0 : (lookAlikes[code] ?? code);
  return narrow >= 0x41 && narrow <= 0x5a ? narrow + 0x20 : narrow;
}

/** Zero-width characters, soft hyphens and variation selectors: not to be seen, and no part of a URL. */
function isInvisible(unit: number): boolean {
  return (
    (unit >= 0x200b && unit <= 0x200f) ||
    unit === 0x2060 ||
    unit === 0xfeff ||
    unit === 0xad ||
    (unit >= 0xfe00 && unit <= 0xfe0f)
  );
}
