import type { TextCursor } from '../../rail/text-cursor.ts';
import { isHexDigit, isWord } from '../../text/units.ts';
import type { PiiRecogniser, Recognition } from '../recogniser.ts';

const COLON = 0x3a;
const HYPHEN = 0x2d;
const DOT = 0x2e;
const PAIRS = 17;
const QUADS = 14;

/** Hardware addresses of network cards (EUI-48): six pairs with colons or hyphens, or three fours with dots. */
export const macAddress: PiiRecogniser = {
  type: 'MAC_ADDRESS',
  maxLength: PAIRS,
  lookahead: 2,
  lookbehind: 1,
  isWordBound: true,
  begins: isHexDigit,
  firstWord: ({ length, next, hasDigit, leadsToDigit }) =>
    length === 2
      ? next === ':' || (next === '-' && (hasDigit || leadsToDigit))
      : length === 4 && next === '.' && (hasDigit || leadsToDigit),
  open: () => recognise,
};

function recognise(cursor: TextCursor): Recognition | undefined {
  const third = cursor.unit(2);
  if (third === COLON || third === HYPHEN) return groups(cursor, 2, third, PAIRS);
  return cursor.unit(4) === DOT ? groups(cursor, 4, DOT, QUADS) : undefined;
}

function groups(cursor: TextCursor, size: number, separator: number, length: number): Recognition | undefined {
  const before = cursor.unit(-1);
  if (before === separator || before === DOT) return undefined;
  for (let at = 0; at < length; at++) {
    const unit = cursor.unit(at);
    if (at % (size + 1) === size ? unit !== separator : !isHexDigit(unit)) return undefined;
  }
  const next = cursor.unit(length);
  if (isWord(next) || (next === separator && isWord(cursor.unit(length + 1)))) return undefined;
  const digits = cursor.slice(0, length).replace(/[^0-9a-f]/gi, '');
  // All ones is everybody, all zeros nobody; digits alone are dates and times more often than addresses.
  const isNobody = /^(?:0+|f+)$/i.test(digits) || (separator !== COLON && !/[a-f]/i.test(digits));
  return isNobody ? undefined : { end: length, rule: 'eui48', score: 0.9 };
}
