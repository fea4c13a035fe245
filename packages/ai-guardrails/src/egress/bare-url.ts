import type { TextCursor } from '../rail/text-cursor.ts';
import { isAsciiLetter, isDigit, isWhitespace, isWord } from '../text/units.ts';
import { readLogicalUnit } from './logical-unit.ts';

/** Longest URL that is matched whole; a longer one is taken in to its end. */
export const LONGEST_URL = 2_048;

/** Longest name of a scheme, in characters. */
export const LONGEST_SCHEME = 12;
/** How far a run of disguised letters is read, in units of text. */
const LONGEST_DISGUISE = 256;
const PLUS = 0x2b;
const DOT = 0x2e;
const COLON = 0x3a;
const webSchemes: ReadonlySet<string> = new Set(['http', 'https', 'ftp', 'ftps', 'ws', 'wss']);
const scriptSchemes: ReadonlySet<string> = new Set(['javascript', 'vbscript']);
/** Links between angle brackets alone. */
const contactSchemes: ReadonlySet<string> = new Set(['mailto', 'tel', 'sms', 'callto', 'facetime', 'skype', 'xmpp']);

/** A URL that stands in running text. */
export interface BareUrl {
  readonly end: number;
  /** It goes on behind `end`. */
  readonly isOpen: boolean;
}

/** Finds a URL that begins at a distance: a scheme, or `www.`, however it is disguised. */
export function readBareUrl(cursor: TextCursor, start: number): BareUrl | undefined {
  const isInWord = isWord(cursor.unit(start - 1));
  let name = '';
  let distance = start;
  let last = readLogicalUnit(cursor, distance);
  while (
    name.length < LONGEST_SCHEME &&
    (isAsciiLetter(last.code) || (name !== '' && (isDigit(last.code) || last.code === PLUS)))
  ) {
    name += String.fromCharCode(last.code);
    distance += last.length;
    last = readLogicalUnit(cursor, distance);
  }
  if (name.length < 2) return undefined;
  if (last.code === DOT && name === 'www' && !isInWord) {
    const next = readLogicalUnit(cursor, distance + last.length);
    return isWord(next.code) || isForeignLetter(next.code) ? readBody(cursor, distance + last.length) : undefined;
  }
  if (last.code !== COLON) return undefined;
  distance += last.length;
  if (webSchemes.has(name) || name.endsWith('http') || name.endsWith('https')) return skipSlashes(cursor, distance, 1);
  if (isInWord) return undefined;
  const next = readLogicalUnit(cursor, distance);
  if (scriptSchemes.has(name) || (contactSchemes.has(name) && cursor.unit(start - 1) === 0x3c))
    return next.length === 0 || isWhitespace(next.code) ? undefined : readBody(cursor, distance);
  if (name === 'data') return isDataUrl(cursor, distance) ? readBody(cursor, distance) : undefined;
  return skipSlashes(cursor, distance, 2);
}

/** Host names are written in every script: renderers link them behind `www.`, too. Spaces and marks of punctuation are left to be text. */
function isForeignLetter(unit: number): boolean {
  return unit > 0xbf && !(unit >= 0x2000 && unit < 0x2070) && !(unit >= 0x3000 && unit < 0x3040);
}

/**
 * How far no URL begins from here, where a run of disguised letters is no name of a scheme: as a whole, or up to where
 * the longest name could begin.
 */
export function passOverDisguise(cursor: TextCursor): number | undefined {
  const starts: number[] = [];
  let distance = 0;
  let next = readLogicalUnit(cursor, 0);
  while (isNameCode(next.code) && distance < LONGEST_DISGUISE) {
    starts.push(distance);
    distance += next.length;
    next = readLogicalUnit(cursor, distance);
  }
  if (distance > 0 && !isNameCode(next.code) && next.code !== COLON && next.code !== DOT) return distance;
  return starts.length > LONGEST_SCHEME + 1 ? starts[starts.length - LONGEST_SCHEME - 1] : undefined;
}

function isNameCode(code: number): boolean {
  return isAsciiLetter(code) || isDigit(code) || code === PLUS;
}

/** Whether a URL may begin with this unit. */
export function beginsUrl(unit: number): boolean {
  return isAsciiLetter(unit) || unit === 0x26 || unit === 0x25 || unit === 0x5c || (unit >= 0xff21 && unit <= 0xff5a);
}

function skipSlashes(cursor: TextCursor, start: number, least: number): BareUrl | undefined {
  let distance = start;
  let slashes = 0;
  let next = readLogicalUnit(cursor, distance);
  while ((next.code === 0x2f || next.code === 0x5c) && slashes < 8) {
    slashes++;
    distance += next.length;
    next = readLogicalUnit(cursor, distance);
  }
  if (slashes < least || next.length === 0 || isWhitespace(next.code)) return undefined;
  return readBody(cursor, distance);
}

/** `data:` with a media type, parameters or a comma right behind it. */
function isDataUrl(cursor: TextCursor, start: number): boolean {
  for (let distance = start; distance < start + 40; distance++) {
    const unit = cursor.unit(distance);
    if (unit === 0x2f) return distance > start;
    if (unit === 0x2c || unit === 0x3b) return true;
    if (!isAsciiLetter(unit)) return false;
  }
  return false;
}

function readBody(cursor: TextCursor, start: number): BareUrl | undefined {
  let end = start;
  let round = 0;
  let square = 0;
  let distance = start;
  for (; distance < LONGEST_URL; distance++) {
    const unit = cursor.unit(distance);
    if (!isUrlUnit(unit)) break;
    if (unit === 0x3002 && !isWord(cursor.unit(distance + 1))) break;
    if (unit === 0x28) round++;
    if (unit === 0x5b) square++;
    if ((unit === 0x29 && --round < 0) || (unit === 0x5d && --square < 0)) break;
    if (!isTrailing(unit)) end = distance + 1;
  }
  if (distance >= LONGEST_URL) return { end: distance, isOpen: true };
  return end > start ? { end, isOpen: false } : undefined;
}

const isAsciiUrl: readonly boolean[] = Array.from({ length: 0x80 }, (_, unit) => {
  return unit > 0x20 && !'<>"`|{}'.includes(String.fromCharCode(unit));
});

/** What a URL in text may hold, generously. */
export function isUrlUnit(unit: number): boolean {
  return unit < 0x80 ? isAsciiUrl[unit] === true : !isWhitespace(unit) && unit !== 0x3001;
}

function isTrailing(unit: number): boolean {
  return ".,;:!?'*_~\\".includes(String.fromCharCode(unit));
}
