import type { TextCursor } from '../rail/text-cursor.ts';
import { isAsciiLetter, isDigit, isWhitespace } from '../text/units.ts';
import { isPlaceholder } from './placeholder.ts';
import { looksRandom } from './randomness.ts';
import type { Secret } from './secret.ts';

const LONGEST_USER = 128;
const LONGEST_PASSWORD = 256;
const LEAST_TOKEN = 20;
const SLASH = 0x2f;
const COLON = 0x3a;
const AT = 0x40;
const BACKSLASH = 0x5c;

/** What manuals write where a password belongs. */
const fillers: ReadonlySet<string> = new Set(['password', 'passwd', 'pass', 'pwd', 'secret', 'pw', 'token', 'key']);

/** `scheme://user:password@host`, and `scheme://token@host`, from the colon behind the scheme on. */
export function readConnectionString(cursor: TextCursor): Secret | undefined {
  const before = cursor.unit(-1);
  if (!isAsciiLetter(before) && !isDigit(before)) return undefined;
  const isEscaped = cursor.unit(1) === BACKSLASH && cursor.unit(3) === BACKSLASH;
  const userStart = isEscaped ? 5 : 3;
  if (cursor.unit(isEscaped ? 2 : 1) !== SLASH || cursor.unit(userStart - 1) !== SLASH) return undefined;
  let at = userStart;
  while (at - userStart < LONGEST_USER && isUserUnit(cursor.unit(at))) at++;
  const behind = cursor.unit(at);
  if (behind === AT) return tokenUser(cursor, userStart, at);
  return behind === COLON ? passwordBefore(cursor, at + 1) : undefined;
}

/** `jdbc:oracle:thin:user/password@host`, from the colon before the user on. */
export function readOracleString(cursor: TextCursor): Secret | undefined {
  if (cursor.unit(-1) !== 0x6e || cursor.slice(-12, 0).toLowerCase() !== ':oracle:thin') return undefined;
  let at = 1;
  while (at < LONGEST_USER && isUserUnit(cursor.unit(at))) at++;
  return cursor.unit(at) === SLASH ? passwordBefore(cursor, at + 1) : undefined;
}

function passwordBefore(cursor: TextCursor, start: number): Secret | undefined {
  let end = start;
  let at = start;
  for (; at - start < LONGEST_PASSWORD; at++) {
    const unit = cursor.unit(at);
    if (unit === AT) end = at;
    else if (!isPasswordUnit(unit)) break;
  }
  // Without an @ so far, a password of this length is none, and a longer one would be of no use to hold text for.
  if (end === start) return undefined;
  const host = cursor.unit(end + 1);
  if (!isAsciiLetter(host) && !isDigit(host) && host !== 0x5b && host < 0x80) return undefined;
  const password = cursor.slice(start, end);
  if (isPlaceholder(password) || fillers.has(password.toLowerCase()) || /^(.)\1*$/.test(password)) return undefined;
  return { type: 'CONNECTION_PASSWORD', rule: 'url', score: 0.95, start, end };
}

function tokenUser(cursor: TextCursor, start: number, end: number): Secret | undefined {
  const user = cursor.slice(start, end);
  if (user.length < LEAST_TOKEN || !looksRandom(user) || isPlaceholder(user)) return undefined;
  return { type: 'CONNECTION_PASSWORD', rule: 'url-token', score: 0.8, start, end };
}

function isUserUnit(unit: number): boolean {
  return unit !== COLON && unit !== AT && isPasswordUnit(unit);
}

function isPasswordUnit(unit: number): boolean {
  return unit > 0x20 && !isWhitespace(unit) && unit !== SLASH && !'"\'`<>{}|\\'.includes(String.fromCharCode(unit));
}
