import type { JudgeRail } from '../rail/rail.ts';
import { isHighSurrogate, sliceOf, unitAt, type TextBuffer } from './text-buffer.ts';
import { createWindow, type Window } from './window.ts';

/** How far behind a boundary the segmenter looks to decide, in UTF-16 units. */
export const SEGMENT_LOOKAHEAD = 16;

/** A piece of text, and whether it was cut because it grew too long. */
export interface Segment {
  readonly start: number;
  readonly end: number;
  readonly isCut: boolean;
}

/** Cuts a text into sentences, paragraphs or nothing at all, as it arrives; the cuts do not depend on the chunks. */
export interface Segmenter {
  /** The next unit that is complete; undefined until there is one. */
  next(): Segment | undefined;
  start(): number;
  /** Text from the start up to here belongs to the unit that has not ended, whatever follows. */
  decided(): number;
}

export function createSegmenter(unit: JudgeRail['unit'], maxUnit: number, buffer: TextBuffer): Segmenter {
  const window = createWindow(buffer, 1, SEGMENT_LOOKAHEAD);
  let start = 0;
  let look = 1;
  const take = (end: number, isCut: boolean): Segment => {
    const segment = { start, end, isCut };
    start = end;
    look = end + 1;
    return segment;
  };
  return {
    start: () => start,
    decided() {
      const end = Math.min(look, buffer.end);
      return isHighSurrogate(unitAt(buffer, end - 1)) ? end - 1 : end;
    },
    next() {
      while (look <= buffer.end) {
        look = nextCandidate(buffer, look, Math.min(buffer.end, start + maxUnit), unit);
        if (look < buffer.end && unit !== 'whole') {
          window.moveTo(look);
          const isBoundary = unit === 'sentence' ? endsSentence(window) : endsParagraph(window);
          if (window.isStarved()) return undefined;
          if (isBoundary) return take(look, false);
        }
        if (look - start >= maxUnit && look < buffer.end) {
          const isInPair = isHighSurrogate(unitAt(buffer, look - 1));
          return take(isInPair && look - start > 1 ? look - 1 : look, true);
        }
        if (look === buffer.end) break;
        look++;
      }
      if (buffer.isEnd && start < buffer.end) return take(buffer.end, false);
      return undefined;
    },
  };
}

const NEWLINE = 10;

/** The first place from `from` on where a unit may end, no further than `limit`. */
function nextCandidate(buffer: TextBuffer, from: number, limit: number, unit: JudgeRail['unit']): number {
  if (unit === 'whole') return Math.max(from, limit);
  const { text, base } = buffer;
  const isSentence = unit === 'sentence';
  let previous = unitAt(buffer, from - 1);
  for (let at = from; at < limit; at++) {
    const next = text.charCodeAt(at - base);
    if (next === NEWLINE || (isSentence && mayClose(previous))) return at;
    previous = next;
  }
  return Math.max(from, limit);
}

/** A blank line begins at the cursor. */
function endsParagraph(window: Window): boolean {
  if (window.unit(0) !== NEWLINE) return false;
  for (let distance = 1; distance < SEGMENT_LOOKAHEAD; distance++) {
    const unit = window.unit(distance);
    if (unit === NEWLINE) return true;
    if (!isSpace(unit)) return false;
  }
  return false;
}

const closers: ReadonlySet<number> = new Set(Array.from('"\')]}”’»*_`」』）', (char) => char.charCodeAt(0)));
const lineStarters: ReadonlySet<number> = new Set(Array.from('-*+#>|<[{•', (char) => char.charCodeAt(0)));

const isAsciiClose: readonly boolean[] = Array.from({ length: 0x80 }, (_, unit) => isStop(unit) || closers.has(unit));

/** Whether a sentence may end behind this unit. */
function mayClose(unit: number): boolean {
  return unit < 0x80 ? isAsciiClose[unit] === true : isStop(unit) || isWideStop(unit) || closers.has(unit);
}

/** A sentence ends right before the cursor. */
function endsSentence(window: Window): boolean {
  const previous = window.unit(-1);
  const unit = window.unit(0);
  if (unit === NEWLINE) return endsParagraph(window) || beginsBlock(window);
  if (isWideStop(previous)) return !isWideStop(unit) && !closers.has(unit);
  if (!isStop(previous) && !closers.has(previous)) return false;
  if (!isSpace(unit)) return false;
  if (!isStop(previous) && !isCloserOfSentence(window)) return false;
  for (let distance = 1; distance < 4; distance++) {
    const next = window.unit(distance);
    if (next === 0x5b && beginsMarker(window, distance + 1)) return false;
    if (!isSpace(next)) return previous !== 0x2e || !(next >= 0x61 && next <= 0x7a);
  }
  return true;
}

/** After a closing quote or bracket it is the start of the next word that tells. */
function isCloserOfSentence(window: Window): boolean {
  for (let distance = 1; distance < 4; distance++) {
    const next = window.unit(distance);
    if (!isSpace(next)) return next >= 0x41 && next <= 0x5a;
  }
  return false;
}

/** A citation marker such as `[1]` or `[2, 3]` belongs to the sentence before it. */
function beginsMarker(window: Window, from: number): boolean {
  for (let distance = from; distance < from + 4; distance++) {
    const unit = window.unit(distance);
    if (unit >= 0x30 && unit <= 0x39) continue;
    return distance > from && (unit === 0x5d || unit === 0x2c);
  }
  return false;
}

/** The line behind this newline begins a list item, a heading, a quote, a table row, a tag or a numbered item. */
function beginsBlock(window: Window): boolean {
  for (let distance = 1; distance < SEGMENT_LOOKAHEAD; distance++) {
    const unit = window.unit(distance);
    if (unit === 0x20 || unit === 9) continue;
    return lineStarters.has(unit) || (unit >= 0x30 && unit <= 0x39);
  }
  return false;
}

function isStop(unit: number): boolean {
  return unit === 0x2e || unit === 0x21 || unit === 0x3f || unit === 0x2026;
}

function isWideStop(unit: number): boolean {
  return unit === 0x3002 || unit === 0xff01 || unit === 0xff1f;
}

function isSpace(unit: number): boolean {
  return unit === 0x20 || (unit >= 9 && unit <= 13) || unit === 0xa0 || unit === 0x3000 || unit === 0x2028;
}

export function textOf(buffer: TextBuffer, segment: Segment): string {
  return sliceOf(buffer, segment.start, segment.end);
}
