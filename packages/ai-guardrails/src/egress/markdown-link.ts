import type { TextCursor } from '../rail/text-cursor.ts';
import { isWhitespace } from '../text/units.ts';
import { LONGEST_URL } from './bare-url.ts';

/** Longest link text that is read for its closing bracket; behind a longer one the destination alone is looked at. */
export const LONGEST_LABEL = 256;

const MOST_NESTED = 8;
const MOST_PARENTHESES = 32;

/** The distance of the bracket that closes the one at `start`; undefined where there is none in reach. */
export function closingBracket(cursor: TextCursor, start: number): number | undefined {
  let depth = 0;
  let escapes = 0;
  for (let distance = start; distance < start + LONGEST_LABEL; distance++) {
    const unit = cursor.unit(distance);
    if (unit === -1) return undefined;
    if (unit === 0x5c) {
      if (++escapes > MOST_NESTED) return undefined;
      distance++;
    } else if (unit === 0x5b) {
      if (++depth > MOST_NESTED) return undefined;
    } else if (unit === 0x5d) {
      if (--depth === 0) return distance;
    } else if (unit === 10 && cursor.unit(distance + 1) === 10) return undefined;
  }
  return undefined;
}

/** What a link points at, and where the link ends. */
export interface Destination {
  readonly text: string;
  readonly end: number;
  /** Too long to be read to its end: it points nowhere that could be allowed. */
  readonly isOpen?: boolean | undefined;
}

/** Parentheses that were found to be nested too deep, so that those among them are not read again from their start. */
export interface Nesting {
  /** Offsets in the text of those that were open, the outermost first. */
  opens: readonly number[];
  /** Offset of the one that was too many. */
  end: number;
}

/** Reads `(destination "title")` whose parenthesis opens at `start`, line breaks inside included. */
export function readInlineDestination(cursor: TextCursor, start: number, nesting: Nesting): Destination | undefined {
  const { offset } = cursor;
  const known = nesting.opens.indexOf(offset + start);
  if (known === 0) return undefined;
  const opens = known < 0 ? [] : nesting.opens.slice(known);
  const isBracketed = cursor.unit(start + 1) === 0x3c;
  for (let distance = known < 0 ? start : nesting.end + 1 - offset; distance < start + LONGEST_URL; distance++) {
    const unit = cursor.unit(distance);
    if (unit === -1) return undefined;
    if (unit === 10 && cursor.unit(distance + 1) === 10) return undefined;
    if (unit === 0x28 && opens.push(offset + distance) > MOST_PARENTHESES) {
      nesting.opens = opens;
      nesting.end = offset + distance;
      return undefined;
    }
    if (unit === 0x29) opens.pop();
    if (unit === 0x29 && opens.length === 0) {
      const inner = withoutQuoteMarks(cursor.slice(start + 1, distance)).trim();
      return { text: isBracketed ? (inner.slice(1).split('>', 1)[0] ?? '') : withoutTitle(inner), end: distance + 1 };
    }
  }
  return { text: 'data:,', end: start + LONGEST_URL, isOpen: true };
}

/** Reads the destination of a reference definition, whose colon stands at `start`; it may stand on the next line. */
export function readDefinition(cursor: TextCursor, start: number): Destination | undefined {
  let from = start + 1;
  let breaks = 0;
  // In a quotation the next line begins with its mark.
  for (let unit = cursor.unit(from); isWhitespace(unit) || (unit === 0x3e && breaks > 0); unit = cursor.unit(++from)) {
    if (unit === 10 && ++breaks > 1) return undefined;
    if (from - start > 64) return undefined;
  }
  const isBracketed = cursor.unit(from) === 0x3c;
  for (let distance = from; distance < from + LONGEST_URL; distance++) {
    const unit = cursor.unit(distance);
    const isOver = isBracketed ? unit === 0x3e || unit === 10 : isWhitespace(unit);
    if (unit !== -1 && !isOver) continue;
    if (distance === from) return undefined;
    const text = cursor.slice(from + (isBracketed ? 1 : 0), distance);
    return { text, end: unit === 0x3e ? distance + 1 : distance };
  }
  return { text: 'data:,', end: from + LONGEST_URL, isOpen: true };
}

/** In a quotation each line begins with a mark that is no part of what it holds. */
function withoutQuoteMarks(inner: string): string {
  return inner.includes('\n') ? inner.replace(/\n[ \t]{0,3}(?:>[ \t]?){1,8}/g, '\n') : inner;
}

/** A title in quotes or parentheses follows the destination after white space. */
function withoutTitle(inner: string): string {
  for (let at = 1; at < inner.length; at++) {
    if (isWhitespace(inner.charCodeAt(at - 1)) && '"\'('.includes(inner.charAt(at))) return inner.slice(0, at);
  }
  return inner;
}
