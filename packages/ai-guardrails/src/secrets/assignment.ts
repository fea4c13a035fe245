import type { TextCursor } from '../rail/text-cursor.ts';
import { isInlineSpace } from '../text/units.ts';
import { readAuthorization } from './authorization.ts';
import type { Barren } from './barren.ts';
import { readCookies } from './cookies.ts';
import { mayNameCookies, readSecretName, type SecretName } from './secret-name.ts';
import { isPassword, isToken, type WrittenValue } from './secret-value.ts';
import type { Secret } from './secret.ts';

const LONGEST_VALUE = 256;
const MOST_SPACES = 8;
const EQUALS = 0x3d;
const COLON = 0x3a;
const GREATER = 0x3e;
const BACKSLASH = 0x5c;
const SEMICOLON = 0x3b;
const AMPERSAND = 0x26;

/** `name = value`, `name: value`, `"name": "value"`, `name => value` and `<name>value</name>`, from their sign on. */
export function readAssignment(cursor: TextCursor, barren: Barren): Secret | undefined {
  if (barren.covers('value', cursor.offset) && !mayNameCookies(cursor)) return undefined;
  const name = readSecretName(cursor, 0);
  if (name === undefined) return undefined;
  let start = 1;
  while (start < 3 && isSign(cursor.unit(start))) start++;
  return readValue(cursor, barren, start, name);
}

/** `the password is value`, from a word such as `is` on. */
export function readStatement(cursor: TextCursor, barren: Barren, verb: string): Secret | undefined {
  if (!isInlineSpace(cursor.unit(-1)) || cursor.slice(0, verb.length) !== verb) return undefined;
  const behind = cursor.unit(verb.length);
  if (!isInlineSpace(behind) && behind !== COLON) return undefined;
  const name = readSecretName(cursor, 0);
  if (name === undefined || name.kind === 'cookie') return undefined;
  return readValue(cursor, barren, behind === COLON ? verb.length + 1 : verb.length, name);
}

/** `--password value`, from the first dash on. */
export function readFlag(cursor: TextCursor, barren: Barren): Secret | undefined {
  let end = 2;
  while (end < 32 && !isInlineSpace(cursor.unit(end)) && cursor.unit(end) > 0x20) end++;
  if (!isInlineSpace(cursor.unit(end))) return undefined;
  const name = readSecretName(cursor, end, 2);
  if (name === undefined || name.kind === 'cookie') return undefined;
  return readValue(cursor, barren, end, { ...name, isUpper: true });
}

function readValue(cursor: TextCursor, barren: Barren, from: number, name: SecretName): Secret | undefined {
  let start = from;
  while (start - from < MOST_SPACES && isInlineSpace(cursor.unit(start))) start++;
  if (name.kind === 'cookie') return readCookies(cursor, barren, start);
  if (barren.covers('value', cursor.offset)) return undefined;
  let quote = 0;
  let opened = start;
  while (cursor.unit(opened) === BACKSLASH && opened - start < 3) opened++;
  if (isQuote(cursor.unit(opened))) {
    quote = cursor.unit(opened);
    start = opened + 1;
  }
  if (name.kind === 'authorization') return readAuthorization(cursor, start);
  const isConnection = quote === 0 && cursor.unit(name.start - 1) === SEMICOLON;
  let end = start;
  while (end - start < LONGEST_VALUE && !endsValue(cursor.unit(end), quote, isConnection)) end++;
  const isLong = end - start >= LONGEST_VALUE;
  if (quote === 0 && !isConnection) while (end > start && isTrailing(cursor.unit(end - 1))) end--;
  if (quote === 0 && !isConnection && isCode(cursor, end)) return undefined;
  const isTight = from === 1 ? isTightly(cursor, start, quote, name) : name.isUpper;
  const value: WrittenValue = { text: cursor.slice(start, end), isQuoted: quote !== 0, isTight };
  if (!(name.kind === 'password' ? isPassword(value) : isToken(value))) {
    if (isLong) barren.add('value', cursor.offset, cursor.offset + end);
    return undefined;
  }
  const extend = isLong ? (unit: number): boolean => !endsValue(unit, quote, isConnection) : undefined;
  return { type: name.type, rule: `named-${name.kind}`, score: 0.8, start, end, extend };
}

/** As in `.env` files, connection strings, URLs and JSON: no code stands there. */
function isTightly(cursor: TextCursor, start: number, quote: number, name: SecretName): boolean {
  const before = cursor.unit(name.start - 1);
  if (quote !== 0) return before === quote || name.isUpper;
  const isParameter = before === 0x3f || before === AMPERSAND || before === SEMICOLON;
  return start === 1 && cursor.unit(0) === EQUALS && (name.isUpper || isParameter || before === 0x2d);
}

function isSign(unit: number): boolean {
  return unit === EQUALS || unit === GREATER || unit === COLON;
}

function isQuote(unit: number): boolean {
  return unit === 0x22 || unit === 0x27 || unit === 0x60;
}

const ends: ReadonlySet<number> = new Set(Array.from('"\'`<>,;(){}[]|', (one) => one.charCodeAt(0)));

function endsValue(unit: number, quote: number, isConnection: boolean): boolean {
  if (unit < 0x20) return true;
  if (quote !== 0) return unit === quote || unit === BACKSLASH;
  if (isConnection) return unit === SEMICOLON || isQuote(unit);
  return isInlineSpace(unit) || unit === AMPERSAND || unit === BACKSLASH || ends.has(unit);
}

/** Punctuation of the sentence that a value closes. */
function isTrailing(unit: number): boolean {
  return unit === 0x2e || unit === 0x21 || unit === 0x3f || unit === COLON;
}

/** A bare word before a bracket, a comma or a semicolon is an expression. */
function isCode(cursor: TextCursor, end: number): boolean {
  const unit = cursor.unit(end);
  return unit === 0x28 || unit === 0x5b || unit === 0x7b || unit === 0x29 || unit === 0x2c || unit === SEMICOLON;
}
