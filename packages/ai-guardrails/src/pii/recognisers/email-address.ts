import type { TextCursor } from '../../rail/text-cursor.ts';
import { isAsciiLetter, isDigit, isHyphen, isOtherLetter, isWord } from '../../text/units.ts';
import type { PiiRecogniser, Recognition } from '../recogniser.ts';

const AT = 0x40;
const DOT = 0x2e;
const LONGEST_LOCAL = 64;
const LONGEST_DOMAIN = 253;

/** Longest address that is matched whole (RFC 5321); a longer domain is taken in to its end. */
const LONGEST_EMAIL: number = LONGEST_LOCAL + 1 + LONGEST_DOMAIN;

/** E-mail addresses in their common form, international letters included. */
export const emailAddress: PiiRecogniser = {
  type: 'EMAIL_ADDRESS',
  maxLength: LONGEST_EMAIL,
  isWordBound: false,
  begins: isLocalStart,
  anchor: { unit: AT, within: LONGEST_LOCAL, through: (unit) => localKind(unit) !== NOT_LOCAL },
  open: () => {
    /** Everything from an earlier position up to here may stand before an @. */
    let explored = 0;
    /** Where such a run has ended, and whether in an @ that an address may go on from. */
    let runEnd = -1;
    let isAddress = false;
    /** The run is more than one word. */
    let hasJoint = false;
    return (cursor) => {
      const { offset } = cursor;
      if (runEnd < offset) {
        if (explored < offset) {
          explored = offset;
          hasJoint = false;
        }
        let at = explored - offset;
        for (; at <= LONGEST_LOCAL; at++) {
          const unit = cursor.unit(at);
          const kind = localKind(unit);
          if (kind === NOT_LOCAL) {
            explored = offset + at;
            if (unit === -1) return undefined;
            runEnd = explored;
            isAddress = unit === AT;
            break;
          }
          if (kind === JOINT) hasJoint = true;
        }
        explored = offset + at;
      }
      if (runEnd < offset || runEnd - offset > LONGEST_LOCAL || runEnd === offset) return undefined;
      if (!isAddress) return hasJoint ? wordRest(cursor, runEnd - offset) : runEnd - offset;
      const domain = readDomain(cursor, runEnd - offset + 1);
      if (domain === 'open') return undefined;
      if (domain === undefined) isAddress = false;
      return domain;
    };
  },
};

/** Reads a domain with at least one dot and a top level of two letters or more; `open` where the text ends too early to tell. */
function readDomain(cursor: TextCursor, start: number): Recognition | undefined | 'open' {
  let distance = start;
  let end = start;
  let label = 0;
  let letters = 0;
  let isDotted = false;
  while (distance - start < LONGEST_DOMAIN) {
    const unit = cursor.unit(distance);
    if (unit === DOT || !isDomain(unit)) {
      if (label > 0 && isDotted && letters >= 2) end = distance;
      if (unit !== DOT || label === 0) break;
      isDotted = true;
      label = letters = 0;
    } else {
      label++;
      letters += isDigit(unit) || isHyphen(unit) ? 0 : 1;
    }
    distance++;
  }
  const isTooLong = distance - start >= LONGEST_DOMAIN;
  if (isTooLong && isDotted) return { end: distance, rule: 'address', score: 0.9, extend: isDomain };
  if (end > start) return { end, rule: 'address', score: 0.99 };
  return cursor.unit(distance) === -1 && !isTooLong ? 'open' : undefined;
}

/** How far the word goes on, up to a distance; at least over the unit at the cursor. */
function wordRest(cursor: TextCursor, limit: number): number {
  let rest = 1;
  if (isWord(cursor.unit(0))) while (rest < limit && isWord(cursor.unit(rest))) rest++;
  return rest;
}

function isLocalStart(unit: number): boolean {
  return isAsciiLetter(unit) || isDigit(unit) || unit === 0x5f || isOtherLetter(unit);
}

const NOT_LOCAL = 0;
const WORD = 1;
/** It may stand before an @, but is in no word. */
const JOINT = 2;

const asciiKinds: Uint8Array = Uint8Array.from({ length: 0x80 }, (_, unit) => {
  return isWord(unit) ? WORD : isLocalStart(unit) || ".%+-'".includes(String.fromCharCode(unit)) ? JOINT : NOT_LOCAL;
});

function localKind(unit: number): number {
  if (unit >= 0x80) return isOtherLetter(unit) ? JOINT : NOT_LOCAL;
  return unit < 0 ? NOT_LOCAL : (asciiKinds[unit] ?? NOT_LOCAL);
}

function isDomain(unit: number): boolean {
  return isAsciiLetter(unit) || isDigit(unit) || unit === 0x2d || unit === DOT || isOtherLetter(unit);
}
