import type { TextCursor } from '../rail/text-cursor.ts';
import { isAsciiLetter, isInlineSpace } from '../text/units.ts';
import { alphabetOf, isIn } from './alphabet.ts';
import { base64Text } from './base64-text.ts';
import { isAtStart } from './boundary.ts';
import { isPlaceholder } from './placeholder.ts';
import { looksRandom } from './randomness.ts';
import { readRun } from './run.ts';
import type { Secret } from './secret.ts';

/** The characters of a credential (RFC 9110, token68). */
const credential = alphabetOf('A-Za-z0-9._~+/=-');
const LONGEST_READ = 200;
const LEAST_NAMED = 8;
const LEAST_BARE = 16;

/** What stands behind `Authorization:`: a scheme and its credential, or the credential alone. */
export function readAuthorization(cursor: TextCursor, from: number): Secret | undefined {
  let start = from;
  while (start - from < 20 && (isAsciiLetter(cursor.unit(start)) || cursor.unit(start) === 0x2d)) start++;
  const scheme = cursor.slice(from, start).toLowerCase();
  if (scheme === '' || !isInlineSpace(cursor.unit(start))) start = from;
  while (start - from < 24 && isInlineSpace(cursor.unit(start))) start++;
  return credentialAt(cursor, start, start === from ? '' : scheme, LEAST_NAMED);
}

/** `Bearer credential` and `Basic credential` without the name of the header, from the scheme on. */
export function readScheme(cursor: TextCursor): Secret | undefined {
  const scheme = cursor.slice(0, 6).toLowerCase().trimEnd();
  if ((scheme !== 'bearer' && scheme !== 'basic') || !isAtStart(cursor)) return undefined;
  const start = scheme.length + 1;
  return isInlineSpace(cursor.unit(start - 1)) ? credentialAt(cursor, start, scheme, LEAST_BARE) : undefined;
}

function credentialAt(cursor: TextCursor, start: number, scheme: string, least: number): Secret | undefined {
  const { text, end } = readRun(cursor, start, credential, LONGEST_READ, 0);
  if (text.length < least) return undefined;
  const isSecret = scheme === 'basic' ? isBasic(text) : least === LEAST_NAMED ? isCredential(text) : looksRandom(text);
  if (!isSecret || isPlaceholder(text)) return undefined;
  const extend = isIn(credential, cursor.unit(end)) ? (unit: number): boolean => isIn(credential, unit) : undefined;
  return { type: 'AUTHORIZATION', rule: scheme === '' ? 'header' : `scheme-${scheme}`, score: 0.9, start, end, extend };
}

/** `user:password` in Base64. */
function isBasic(encoded: string): boolean {
  const text = base64Text(encoded);
  return text !== undefined && /^[\x20-\x7e\x80-\xff]*:[\x20-\x7e\x80-\xff]+$/.test(text);
}

function isCredential(text: string): boolean {
  return /\d/.test(text) ? /[A-Za-z]/.test(text) && !/^[A-Za-z]+\.[\w.]+$/.test(text) : looksRandom(text);
}
