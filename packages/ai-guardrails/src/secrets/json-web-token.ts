import type { TextCursor } from '../rail/text-cursor.ts';
import { base64url } from './alphabet.ts';
import type { Barren } from './barren.ts';
import { base64Text } from './base64-text.ts';
import { isAtStart } from './boundary.ts';
import { readRun } from './run.ts';
import type { Secret } from './secret.ts';

const LONGEST_HEADER = 512;
const LEAST_PART = 4;
/** An encrypted token has five parts. */
const MOST_PARTS = 5;
const DOT = 0x2e;

/** How far into a token the decision reads; what follows is taken in. */
const LONGEST_TOKEN_READ = 960;

/** JSON web tokens (RFC 7519): the first part decodes to a header that names an algorithm. */
export function readJsonWebToken(cursor: TextCursor, barren: Barren): Secret | undefined {
  const { offset } = cursor;
  if (!isAtStart(cursor) || barren.covers('key', offset)) return undefined;
  const header = readRun(cursor, 0, base64url, LONGEST_HEADER);
  const json = header.text.length >= 16 && cursor.unit(header.end) === DOT ? base64Text(header.text) : undefined;
  if (json === undefined || !/^\{.*"alg"\s*:/.test(json)) {
    barren.add('key', offset, offset + header.end);
    return undefined;
  }
  let { end } = header;
  let isOpen = false;
  for (let part = 1; part < MOST_PARTS && cursor.unit(end) === DOT && !isOpen; part++) {
    const next = readRun(cursor, end + 1, base64url, LONGEST_TOKEN_READ - end - 1);
    if (next.text === '' && cursor.unit(end + 1) !== DOT) break;
    if (part === 1 && next.text !== '' && next.text.length < LEAST_PART) return undefined;
    end = next.text === '' ? end + 1 : next.end;
    isOpen = end >= LONGEST_TOKEN_READ - 1;
  }
  if (end === header.end) return undefined;
  const extend = isOpen ? isTokenUnit : undefined;
  return { type: 'JSON_WEB_TOKEN', rule: 'header', score: 1, start: 0, end, extend };
}

function isTokenUnit(unit: number): boolean {
  return unit === DOT || (unit < 0x80 && base64url[unit] === 1);
}
