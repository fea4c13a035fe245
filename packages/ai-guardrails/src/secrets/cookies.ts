import type { TextCursor } from '../rail/text-cursor.ts';
import type { Barren } from './barren.ts';
import { isPlaceholder } from './placeholder.ts';
import { looksRandom } from './randomness.ts';
import type { Secret } from './secret.ts';

const LONGEST_LINE = 900;
const LEAST_VALUE = 8;
const LEAST_RANDOM = 16;
const sessionName = /sess|sid|auth|token|jwt|login|remember|secret|key/i;
const attribute = /^(?:expires|max-age|domain|path|samesite|version|comment)$/i;

/** The values of `Cookie:` and `Set-Cookie:` that are names of sessions or drawn by chance. */
export function readCookies(cursor: TextCursor, barren: Barren, start: number): Secret | undefined {
  const { offset } = cursor;
  if (barren.covers('line', offset)) return undefined;
  let end = start;
  while (end < LONGEST_LINE && isInLine(cursor, end, start)) end++;
  barren.add('line', offset, offset + end);
  const pieces: { start: number; end: number }[] = [];
  let from = start;
  for (const pair of cursor.slice(start, end).split(/(?<=;)/)) {
    const sign = pair.indexOf('=');
    const name = pair.slice(0, Math.max(0, sign)).replace(/^[\s"'`]+|\s+$/g, '');
    const value = /^[^\s;"'`,<>]*/.exec(pair.slice(sign + 1))?.[0] ?? '';
    if (sign > 0 && !attribute.test(name) && isSession(name, value)) {
      pieces.push({ start: from + sign + 1, end: from + sign + 1 + value.length });
    }
    from += pair.length;
  }
  const [first] = pieces;
  if (first === undefined) return undefined;
  return {
    type: 'COOKIE',
    rule: 'header',
    score: 0.9,
    start: first.start,
    end: pieces.at(-1)?.end ?? first.end,
    pieces,
  };
}

/** Up to the end of the line, or the quote that closes the header; a value may open with one. */
function isInLine(cursor: TextCursor, at: number, start: number): boolean {
  const unit = cursor.unit(at);
  if (unit < 0x20 || unit === 0x5c || unit === 0x60) return false;
  return (unit !== 0x22 && unit !== 0x27) || at === start || cursor.unit(at - 1) === 0x3d;
}

function isSession(name: string, value: string): boolean {
  if (value.length < LEAST_VALUE || isPlaceholder(value)) return false;
  return (
    (value.length >= LEAST_RANDOM && looksRandom(value.slice(0, 200))) ||
    (sessionName.test(name) && /\d/.test(value) && /[A-Za-z]/.test(value))
  );
}
