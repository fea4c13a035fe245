import type { TextCursor } from '../rail/text-cursor.ts';
import { isPlaceholder } from './placeholder.ts';
import { looksRandom } from './randomness.ts';
import type { Secret } from './secret.ts';

const LONGEST_LINE = 900;
const LEAST_VALUE = 8;
const sessionName = /sess|sid|auth|token|jwt|login|remember|secret|key/i;
const attribute = /^(?:expires|max-age|domain|path|samesite|version|comment)$/i;

/** The values of `Cookie:` and `Set-Cookie:` that are names of sessions or drawn by chance. */
export function readCookies(cursor: TextCursor, start: number): Secret | undefined {
  let end = start;
  while (end < LONGEST_LINE && cursor.unit(end) >= 0x20 && cursor.unit(end) !== 0x5c) end++;
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

function isSession(name: string, value: string): boolean {
  if (value.length < LEAST_VALUE || isPlaceholder(value)) return false;
  return looksRandom(value.slice(0, 200)) || (sessionName.test(name) && /\d/.test(value) && /[A-Za-z]/.test(value));
}
