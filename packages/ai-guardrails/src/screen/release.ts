import type { Finding } from '@org/ai-core';
import type { Mark, OpenFinding } from './mark.ts';
import type { Mechanics } from './mechanics.ts';
import { isHighSurrogate, isLowSurrogate, sliceOf, unitAt, type TextBuffer } from './text-buffer.ts';

/** Turns marks and a frontier into released text: what lies before the frontier is final. */
export interface Releaser {
  /** Marks arrive in any order, but never before the frontier. */
  add(mark: Mark): void;
  /** The text between the last frontier and this one, with redactions made; ends for good at a block. */
  upTo(frontier: number): string;
  /** Everything before this offset has been released or dropped. */
  cursor(): number;
  readonly block: Mark | undefined;
  readonly isChanged: boolean;
  findings(): readonly Finding[];
}

const combining = /[\p{M}\u200c\u200d]/u;

export function createReleaser(buffer: TextBuffer, mechanics: Mechanics): Releaser {
  const marks: Mark[] = [];
  const found: OpenFinding[] = [];
  let cursor = 0;
  let redactedTo = -1;
  /**
   * Right behind a marker in brackets, `(` or `[` would make it a Markdown link, and `:` the definition of one where
   * the marker is the first word of its line.
   */
  let marker: 'none' | 'first' | 'later' = 'none';
  let hasWord = false;
  let block: Mark | undefined;
  let isChanged = false;

  /** What hangs on the last redacted character goes with it. */
  const dropHangers = (frontier: number): void => {
    while (mechanics.takesHangers && cursor === redactedTo && cursor < frontier && hangsOnPrevious(buffer, cursor))
      redactedTo = ++cursor;
  };

  const take = (to: number): string => {
    dropHangers(to);
    if (to <= cursor) return '';
    const text = sliceOf(buffer, cursor, to);
    cursor = to;
    const joint = marker !== 'none' && (marker === 'first' ? /^[([:]/ : /^[([]/).test(text) ? ' ' : '';
    marker = 'none';
    const line = text.lastIndexOf('\n');
    hasWord = (line < 0 && hasWord) || /\p{L}/u.test(text.slice(line + 1));
    return joint + text;
  };

  return {
    add(mark) {
      let place = marks.length;
      for (; place > 0; place--) {
        const other = marks[place - 1];
        if (other === undefined || other.start < mark.start) break;
        if (other.start === mark.start && other.order <= mark.order) break;
      }
      marks.splice(place, 0, mark);
    },
    upTo(frontier) {
      if (block !== undefined) return '';
      let released = '';
      let taken = 0;
      for (const mark of marks) {
        if (mark.start >= frontier && !(frontier === buffer.end && buffer.isEnd)) break;
        taken++;
        if (mark.finding !== undefined) found.push(mark.finding);
        if (mark.action === 'report') continue;
        const start = isSplit(buffer, mark.start) ? mark.start - 1 : mark.start;
        released += take(start);
        if (mark.action !== 'redact' && mechanics.stopsAtBlock) {
          block = mark;
          break;
        }
        isChanged = true;
        if (mark.start >= redactedTo && mark.replacement !== undefined) {
          released += mark.replacement;
          if (mark.replacement.endsWith(']')) marker = hasWord ? 'later' : 'first';
          else if (mark.replacement !== '') marker = 'none';
          hasWord ||= mark.replacement !== '';
        }
        redactedTo = Math.max(redactedTo, mark.end);
        cursor = Math.max(cursor, redactedTo);
      }
      marks.splice(0, taken);
      if (block !== undefined) return released;
      return released + take(mechanics.keepsPairs ? safeEnd(buffer, frontier) : frontier);
    },
    cursor: () => cursor,
    get block() {
      return block;
    },
    get isChanged() {
      return isChanged;
    },
    findings: () => found.map((finding) => ({ ...finding })),
  };
}

/** A pair of surrogates leaves together. */
function safeEnd(buffer: TextBuffer, frontier: number): number {
  if (buffer.isEnd && frontier >= buffer.end) return buffer.end;
  return isHighSurrogate(unitAt(buffer, frontier - 1)) ? frontier - 1 : frontier;
}

function isSplit(buffer: TextBuffer, offset: number): boolean {
  return isLowSurrogate(unitAt(buffer, offset)) && isHighSurrogate(unitAt(buffer, offset - 1));
}

function hangsOnPrevious(buffer: TextBuffer, offset: number): boolean {
  const unit = unitAt(buffer, offset);
  if (unit < 0x300) return false;
  return isSplit(buffer, offset) || combining.test(String.fromCharCode(unit));
}
