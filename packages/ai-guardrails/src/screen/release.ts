import type { Finding } from '@org/ai-core';
import type { Keep } from './keep.ts';
import type { Mark, OpenFinding } from './mark.ts';
import type { Mechanics } from './mechanics.ts';
import type { Writable } from './track.ts';
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

export function createReleaser(buffer: TextBuffer, mechanics: Mechanics, keep?: Keep): Releaser {
  const marks: Mark[] = [];
  const found: OpenFinding[] = [];
  let cursor = 0;
  let redactedTo = -1;
  /** The last redaction can be put back, so what hangs on it must be, too. */
  let isKept = false;
  /**
   * Right behind a marker in brackets, `(` or `[` would make it a Markdown link, and `:` the definition of one where
   * the marker is the first word of its line.
   */
  let marker: 'none' | 'first' | 'later' = 'none';
  let hasWord = false;

  /** What hangs on the last redacted character goes with it. */
  const dropHangers = (frontier: number): string => {
    let kept = '';
    while (mechanics.takesHangers && cursor === redactedTo && cursor < frontier && hangsOnPrevious(buffer, cursor)) {
      if (isKept) kept += keep?.('LITERAL', sliceOf(buffer, cursor, cursor + 1)) ?? '';
      redactedTo = ++cursor;
    }
    return kept;
  };

  /** What a redaction leaves: a placeholder for what is kept of it, or the rail's own marker. */
  const markerOf = (mark: Mark, start: number): string | undefined => {
    const from = Math.max(start, cursor);
    const kept =
      mark.reversibleAs === undefined || mark.end <= from
        ? undefined
        : keep?.(mark.reversibleAs, sliceOf(buffer, from, mark.end));
    if (mark.end > redactedTo) isKept = kept !== undefined;
    if (kept !== undefined) {
      // Nobody reads a text on its way in as Markdown, and a blank would not be there when it is put back.
      marker = 'none';
      hasWord = true;
      return kept;
    }
    if (mark.start < redactedTo || mark.replacement === undefined) return undefined;
    if (mark.replacement.endsWith(']')) marker = hasWord ? 'later' : 'first';
    else if (mark.replacement !== '') marker = 'none';
    hasWord ||= mark.replacement !== '';
    return mark.replacement;
  };

  const take = (to: number): string => {
    const hangers = dropHangers(to);
    if (to <= cursor) return hangers;
    const text = sliceOf(buffer, cursor, to);
    cursor = to;
    const joint = marker !== 'none' && (marker === 'first' ? /^[([:]/ : /^[([]/).test(text) ? ' ' : '';
    marker = 'none';
    const line = text.lastIndexOf('\n');
    hasWord = (line < 0 && hasWord) || /\p{L}/u.test(text.slice(line + 1));
    return hangers + joint + text;
  };

  const releaser: Writable<Releaser> = {
    block: undefined,
    isChanged: false,
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
      if (releaser.block !== undefined) return '';
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
          releaser.block = mark;
          break;
        }
        releaser.isChanged = true;
        released += markerOf(mark, start) ?? '';
        redactedTo = Math.max(redactedTo, mark.end);
        cursor = Math.max(cursor, redactedTo);
      }
      if (taken > 0) marks.splice(0, taken);
      if (releaser.block !== undefined) return released;
      return released + take(mechanics.keepsPairs ? safeEnd(buffer, frontier) : frontier);
    },
    cursor: () => cursor,
    findings: () => found.map((finding) => ({ ...finding })),
  };
  return releaser;
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
