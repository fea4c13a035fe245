import type { TextSpan } from '@org/ai-core';

const closers = new Set(['"', "'", '”', '’', '»', ')', ']', '*', '_', '`']);
const ends = new Set(['.', '!', '?', '…']);
const wideEnds = new Set(['。', '！', '？', '｡']);
const abbreviations = new Set('e.g i.e etc approx cf vs incl max min fig no nr dr mr mrs ca z.b d.h bzw'.split(' '));

/**
 * Splits text into lines and lines into sentences; blank ones are left out and spans are trimmed.
 * A full stop ends a sentence only before white space, so that 2.5, e.g. in file.md or a host name stays whole. Linear.
 */
export function sentencesOf(text: string): readonly TextSpan[] {
  const spans: TextSpan[] = [];
  let start = 0;
  const close = (end: number): void => {
    const span = trimSpan(text, start, end);
    if (span.end > span.start) spans.push(span);
    start = end;
  };
  for (let index = 0; index < text.length; index++) {
    const unit = text.charAt(index);
    if (unit === '\n') close(index + 1);
    else if (wideEnds.has(unit)) close(index + 1);
    else if (ends.has(unit)) {
      let after = index + 1;
      while (after < text.length && (closers.has(text.charAt(after)) || ends.has(text.charAt(after)))) after++;
      const isStop = after === text.length || isSpace(text.charAt(after));
      if (isStop && !(unit === '.' && isAbbreviation(text, start, index))) close(after);
      index = Math.max(index, after - 1);
    }
  }
  close(text.length);
  return spans;
}

/** Whether the full stop belongs to an abbreviation or to the number of a list item. */
function isAbbreviation(text: string, lineStart: number, stop: number): boolean {
  let start = stop;
  while (start > lineStart && stop - start < 8 && !isSpace(text.charAt(start - 1)) && text.charAt(start - 1) !== '(')
    start--;
  const word = text.slice(start, stop).toLowerCase();
  if (abbreviations.has(word)) return true;
  return /^\d{1,7}$/.test(word) && text.slice(lineStart, start).trim() === '';
}

/** The span without white space at its ends. */
export function trimSpan(text: string, start: number, end: number): TextSpan {
  let from = start;
  let to = Math.max(start, end);
  while (from < to && isSpace(text.charAt(from))) from++;
  while (to > from && isSpace(text.charAt(to - 1))) to--;
  return { start: from, end: to };
}

function isSpace(unit: string): boolean {
  return unit.trim() === '';
}
