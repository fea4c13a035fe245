import type { TextCursor } from '../rail/text-cursor.ts';
import { isHyphen } from '../text/units.ts';
import { base64, isIn } from './alphabet.ts';
import { readEscape } from './run.ts';
import type { Secret } from './secret.ts';

const LONGEST_HEAD = 64;
const LONGEST_GAP = 8;
const LEAST_LINE = 16;
/** Short words in a row that no key has: checksums, tails of lines and the names of headers come alone. */
const MOST_WORDS = 3;
const MOST_HEADER_WORDS = 16;

const isHead = /^-{4,5} ?BEGIN [A-Z0-9 ]*PRIVATE KEY(?: BLOCK)? ?-{4,5}/;
const isFirstHeader = /^(?:Proc-Type|DEK-Info|Version|Comment|Subject|X-[A-Za-z-]+|Key):/;

/**
 * Private keys in PEM and OpenPGP armour, encrypted ones too, also on one line or with the escapes of JSON. The end is
 * usually further away than a rail may hold text for, so the key is taken in unit by unit up to its END line.
 */
export function readPrivateKey(cursor: TextCursor): Secret | undefined {
  if (cursor.unit(-1) === 0x2d) return undefined;
  const head = isHead.exec(cursor.slice(0, LONGEST_HEAD))?.[0];
  if (head === undefined) return undefined;
  const start = behindBreaks(cursor, head.length);
  const isKey = isFirstHeader.test(cursor.slice(start, start + 24)) || hasLine(cursor, start);
  if (!isKey || start === head.length) return undefined;
  return { type: 'PRIVATE_KEY', rule: 'armour', score: 1, start: 0, end: start, extend: untilEndLine() };
}

/** Behind line breaks and their escapes. */
function behindBreaks(cursor: TextCursor, from: number): number {
  let at = from;
  while (at - from < LONGEST_GAP) {
    const unit = cursor.unit(at);
    if (unit === 0x5c && isBreakLetter(cursor.unit(at + 1))) at += 2;
    else if (unit === 0x20 || unit === 9 || unit === 10 || unit === 13 || unit === 0x5c) at++;
    else break;
  }
  return at;
}

function isBreakLetter(unit: number): boolean {
  return unit === 0x6e || unit === 0x72;
}

/** Whether a line of Base64 begins here. */
function hasLine(cursor: TextCursor, start: number): boolean {
  let count = 0;
  for (let at = start; count < LEAST_LINE; count++) {
    if (isIn(base64, cursor.unit(at))) at++;
    else {
      const escape = readEscape(cursor, at);
      if (escape === undefined || !isIn(base64, escape.code)) return false;
      at += escape.length;
    }
  }
  return true;
}

/**
 * Takes in what belongs to a key: up to the dashes that close its END line; or, where there is none, up to the third
 * short word in a row or the first character that no key holds.
 */
function untilEndLine(): (unit: number) => boolean {
  let length = 0;
  let words = 0;
  let hasBody = false;
  let isHeaderLine = false;
  let dashes = 0;
  let dashRuns = 0;
  let isOver = false;

  const endWord = (unit: number): void => {
    if (length >= LEAST_LINE) {
      hasBody ||= !isHeaderLine;
      words = 0;
    } else if (length > 0) words++;
    length = 0;
    if (unit === 10) isHeaderLine = false;
  };

  return (unit) => {
    if (isOver) return false;
    if (isHyphen(unit)) {
      dashes++;
      return true;
    }
    if (dashes >= 4) dashRuns++;
    dashes = 0;
    isOver = dashRuns >= 2 || !belongs(unit);
    if (isOver) return false;
    if (dashRuns === 1) return unit !== 10 && !(isOver = unit === 10);
    if (unit === 0x3a) isHeaderLine = true;
    if (unit <= 0x20) endWord(unit);
    else length++;
    isOver = words > (hasBody ? MOST_WORDS : MOST_HEADER_WORDS);
    return !isOver;
  };
}

const others: ReadonlySet<number> = new Set(Array.from(' \t\r\n\\=:,.()<>@_%&;#"\'', (one) => one.charCodeAt(0)));

function belongs(unit: number): boolean {
  return isIn(base64, unit) || others.has(unit);
}
