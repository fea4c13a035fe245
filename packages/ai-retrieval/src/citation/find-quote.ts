import type { TextSpan } from '@org/ai-core';

/**
 * Finds where a quote stands in a text: the occurrence nearest to `near`, first to the character, then with any run of white space taken for any other (models and HTML reflow lines).
 * `text.slice(start, end)` of the result is what may be cited. Undefined when the quote does not occur: such a quote must not be shown as one.
 */
export function findQuote(text: string, quote: string, near: TextSpan): TextSpan | undefined {
  if (quote.trim() === '') return undefined;
  const exact = nearest(text, quote, near.start);
  if (exact !== undefined) return { start: exact, end: exact + quote.length };
  const folded = fold(text);
  const wanted = fold(quote).text.trim();
  const at = nearest(folded.text, wanted, position(folded.offsets, near.start));
  if (at === undefined) return undefined;
  const start = folded.offsets[at];
  const last = folded.offsets[at + wanted.length - 1];
  return start === undefined || last === undefined ? undefined : { start, end: last + 1 };
}

/** The occurrence that begins closest to a position; on a tie the later one, which lies inside the span. */
function nearest(text: string, part: string, position: number): number | undefined {
  const after = text.indexOf(part, Math.max(0, position));
  const before = position <= 0 ? -1 : text.lastIndexOf(part, position - 1);
  if (after < 0) return before < 0 ? undefined : before;
  return before >= 0 && position - before < after - position ? before : after;
}

/** The text with each run of white space as one blank, and for each unit where it came from. */
function fold(text: string): { readonly text: string; readonly offsets: Uint32Array } {
  const offsets = new Uint32Array(text.length);
  const parts: string[] = [];
  let length = 0;
  for (const match of text.matchAll(/\s+|\S+/g)) {
    const isSpace = match[0].trim() === '';
    parts.push(isSpace ? ' ' : match[0]);
    const units = isSpace ? 1 : match[0].length;
    for (let unit = 0; unit < units; unit++) offsets[length++] = match.index + unit;
  }
  return { text: parts.join(''), offsets: offsets.subarray(0, length) };
}

/** The first place whose origin is not before `offset`. */
function position(offsets: Uint32Array, offset: number): number {
  let low = 0;
  let high = offsets.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((offsets[middle] ?? 0) < offset) low = middle + 1;
    else high = middle;
  }
  return low;
}
