import type { TextCursor } from '../../rail/text-cursor.ts';
import { isAsciiLetter, isDigit, isWhitespace, isWord } from '../../text/units.ts';
import type { PiiRecogniser, Recognition } from '../recogniser.ts';

const SLASH = 0x2f;
const COLON = 0x3a;
const AT = 0x40;
const LONGEST = 256;
/** What ends the part of a URL that names user and host: `/ ? # " ' < > \ ` and backtick. */
const ends: ReadonlySet<number> = new Set(Array.from('/?#"\'<>\\`', (character) => character.charCodeAt(0)));

/** User and password in a URL (`scheme://user:password@host`, RFC 3986): from the slashes up to the sign before the host. */
export const urlCredentials: PiiRecogniser = {
  type: 'URL_CREDENTIALS',
  maxLength: LONGEST,
  lookahead: 1,
  lookbehind: 2,
  isWordBound: false,
  begins: (unit) => unit === SLASH,
  open: () => recognise,
};

function recognise(cursor: TextCursor): Recognition | undefined {
  if (cursor.unit(1) !== SLASH || cursor.unit(-1) !== COLON) return undefined;
  const scheme = cursor.unit(-2);
  if (!isAsciiLetter(scheme) && !isDigit(scheme)) return undefined;
  let colon = 0;
  let at = 0;
  for (let distance = 2; distance <= LONGEST; distance++) {
    const unit = cursor.unit(distance);
    if (unit === -1 || isWhitespace(unit) || ends.has(unit)) break;
    if (unit === COLON && colon === 0) colon = distance;
    if (unit === AT) at = distance;
  }
  if (colon <= 2 || at < colon + 2 || !isHostStart(cursor.unit(at + 1))) return undefined;
  if (isPlaceholder(cursor.slice(colon + 1, at))) return undefined;
  return { end: at, rule: 'userinfo', score: 0.9 };
}

function isHostStart(unit: number): boolean {
  return isWord(unit) || unit === 0x5b || unit > 0x7f;
}

/** `$PASSWORD`, `{password}`, `%s`, `****` and `xxxx` stand for a password. */
function isPlaceholder(password: string): boolean {
  return /^(?:\$|\{|%[sv(]|\[)/.test(password) || /^(?:\*+|x+|\.+)$/i.test(password);
}
