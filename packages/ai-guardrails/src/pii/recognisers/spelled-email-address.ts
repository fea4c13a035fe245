import type { TextCursor } from '../../rail/text-cursor.ts';
import { isAsciiLetter, isDigit, isInlineSpace, isWord } from '../../text/units.ts';
import type { PiiRecogniser, Recognition } from '../recogniser.ts';

const LONGEST_LOCAL = 64;
const LONGEST = 200;
const DOT = 0x2e;
const brackets = ['(', '['] as const;

/** "(at)" and the like, spaces about it included, and the same for the dot. */
const at = /^ ?(?:\((?:at|@|arroba)\)|\[(?:at|@|arroba)\]) ?/i;
const dot = /^(?: ?(?:\((?:dot|\.|punkt|point|punto)\)|\[(?:dot|\.|punkt|point|punto)\]) ?| dot )/i;
/** Longest that either of them matches. */
const LONGEST_SIGN = 12;

/** E-mail addresses that are spelled so that machines overlook them: `ada (at) example (dot) com`, `ada [at] example.com`. */
export const spelledEmailAddress: readonly PiiRecogniser[] = brackets.map((bracket) => ({
  type: 'EMAIL_ADDRESS',
  maxLength: LONGEST,
  isWordBound: true,
  begins: isWord,
  anchor: {
    unit: bracket.charCodeAt(0),
    within: LONGEST_LOCAL + 1,
    through: (unit, distance) => isLocal(unit) || (distance === 1 && isInlineSpace(unit)),
  },
  open: () => recognise,
}));

function recognise(cursor: TextCursor): Recognition | undefined {
  let distance = 0;
  while (distance <= LONGEST_LOCAL && isLocal(cursor.unit(distance))) distance++;
  if (distance === 0 || distance > LONGEST_LOCAL) return undefined;
  const sign = signAt(cursor, distance, at);
  if (sign === 0) return undefined;
  distance += sign;
  let end = 0;
  for (let labels = 0; ; labels++) {
    const from = distance;
    let letters = 0;
    for (; isLabel(cursor.unit(distance)) && distance < LONGEST; distance++) {
      if (isAsciiLetter(cursor.unit(distance))) letters++;
    }
    if (distance === from || distance >= LONGEST) break;
    if (labels > 0 && letters >= 2) end = distance;
    const joint = cursor.unit(distance) === DOT ? 1 : signAt(cursor, distance, dot);
    if (joint === 0) break;
    distance += joint;
  }
  return end === 0 ? undefined : { end, rule: 'spelled', score: 0.8 };
}

/** Length of the sign at a distance; 0 where there is none. */
function signAt(cursor: TextCursor, distance: number, sign: RegExp): number {
  // A look at one unit saves reading on, which would hold back a stream.
  const first = cursor.unit(distance);
  const second = isInlineSpace(first) ? cursor.unit(distance + 1) : first;
  const isPossible = second === 0x28 || second === 0x5b || (isInlineSpace(first) && (second | 0x20) === 0x64);
  return isPossible ? (sign.exec(cursor.slice(distance, distance + LONGEST_SIGN))?.[0].length ?? 0) : 0;
}

function isLocal(unit: number): boolean {
  return isWord(unit) || unit === DOT || unit === 0x2d || unit === 0x2b;
}

function isLabel(unit: number): boolean {
  return isAsciiLetter(unit) || isDigit(unit) || unit === 0x2d;
}
