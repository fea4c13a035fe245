import type { TextCursor } from '../../rail/text-cursor.ts';
import { isDigit, isHexDigit, isWord } from '../../text/units.ts';
import type { PiiRecogniser, Recognition } from '../recogniser.ts';

const DOT = 0x2e;
const COLON = 0x3a;
const LONGEST_V6 = 45;

/** IPv4 addresses that are no version numbers, and IPv6 addresses (RFC 4291); not loopback and unspecified ones. */
export const ipAddress: PiiRecogniser = {
  type: 'IP_ADDRESS',
  maxLength: LONGEST_V6,
  isWordBound: true,
  begins: (unit) => isHexDigit(unit) || unit === COLON,
  firstWord: ({ length, hasLower, hasUpper, leadsToDigit, next }) =>
    length <= 4 && (next === ':' || (next === '.' && leadsToDigit && !hasLower && !hasUpper)),
  open: () => (cursor) => recogniseV4(cursor) ?? recogniseV6(cursor),
};

function recogniseV4(cursor: TextCursor): Recognition | undefined {
  if (!isDigit(cursor.unit(0)) || cursor.unit(-1) === DOT) return undefined;
  let first = -1;
  /** Bits that all octets have in common, and bits that one of them has. */
  let common = 255;
  let any = 0;
  let distance = 0;
  for (let place = 0; place < 4; place++) {
    if (place > 0 && cursor.unit(distance++) !== DOT) return undefined;
    const from = distance;
    let octet = 0;
    for (let unit = cursor.unit(distance); isDigit(unit) && distance - from < 3; unit = cursor.unit(++distance)) {
      octet = octet * 10 + unit - 0x30;
    }
    const hasLeadingZero = distance - from > 1 && cursor.unit(from) === 0x30;
    if (distance === from || octet > 255 || hasLeadingZero) return undefined;
    if (place === 0) first = octet;
    common &= octet;
    any |= octet;
  }
  const next = cursor.unit(distance);
  if (isWord(next) || (next === DOT && isDigit(cursor.unit(distance + 1)))) return undefined;
  if (first === 127 || any === 0 || common === 255) return undefined;
  return isVersion(cursor) ? undefined : { end: distance, rule: 'ipv4', score: 0.9 };
}

/** "version 1.2.3.4" is none. */
function isVersion(cursor: TextCursor): boolean {
  const before = cursor.slice(-14, 0).toLowerCase().trimEnd();
  const words = before.endsWith(':') || before.endsWith('=') || before.endsWith('@') ? before.slice(0, -1) : before;
  return (
    before.endsWith('@') ||
    ['version', 'versions', 'ver', 'ver.', 'v', 'v.', 'build', 'release', 'section', '§'].some((word) => {
      if (!words.endsWith(word)) return false;
      const start = words.length - word.length;
      return start === 0 || !/[a-z]/.test(words.charAt(start - 1));
    })
  );
}

function recogniseV6(cursor: TextCursor): Recognition | undefined {
  const before = cursor.unit(-1);
  if (before === COLON || before === DOT) return undefined;
  let distance = 0;
  let colons = 0;
  for (; distance <= LONGEST_V6; distance++) {
    const unit = cursor.unit(distance);
    if (unit === COLON) colons++;
    else if (!isHexDigit(unit) && unit !== DOT) break;
    // A word, a number or a time tells itself apart early, so that prose is not held back for it.
    if (distance >= 4 && colons === 0) return undefined;
  }
  if (colons < 2 || distance > LONGEST_V6 || isWord(cursor.unit(distance))) return undefined;
  let text = cursor.slice(0, distance);
  while (text.endsWith('.') || (text.endsWith(':') && !text.endsWith('::'))) text = text.slice(0, -1);
  return isV6(text) ? { end: text.length, rule: 'ipv6', score: 0.9 } : undefined;
}

function isV6(text: string): boolean {
  const halves = text.split('::');
  if (halves.length > 2 || text === '::' || text === '::1') return false;
  const groups = halves.flatMap((half) => (half === '' ? [] : half.split(':')));
  const tail = groups.at(-1) ?? '';
  const hasV4 = tail.includes('.');
  const hex = hasV4 ? groups.slice(0, -1) : groups;
  if (!hex.every((group) => /^[0-9a-f]{1,4}$/i.test(group)) || (hasV4 && !isV4Text(tail))) return false;
  const count = hex.length + (hasV4 ? 2 : 0);
  const isComplete = halves.length === 2 ? count <= 7 : count === 8;
  return isComplete && (/[0-9]/.test(text) || count >= 4);
}

function isV4Text(text: string): boolean {
  const octets = text.split('.');
  return octets.length === 4 && octets.every((octet) => /^[0-9]{1,3}$/.test(octet) && Number(octet) <= 255);
}
