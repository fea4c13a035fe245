import type { LabelledSpan } from './spans.ts';

/** Finds what a system that only redacts has replaced: the text between its markers stands in both texts in the same order. */
export function spansOfRedaction(
  text: string,
  redacted: string,
  marker: RegExp,
  labelOf: (marker: RegExpMatchArray) => string,
): readonly LabelledSpan[] {
  const markers = [...redacted.matchAll(marker)];
  if (markers.length === 0) return [];
  let pattern = '^';
  let from = 0;
  for (const found of markers) {
    pattern += `${escape(redacted.slice(from, found.index))}([^]+?)`;
    from = found.index + found[0].length;
  }
  const match = new RegExp(`${pattern}${escape(redacted.slice(from))}$`, 'd').exec(text);
  return markers.flatMap((found, place) => {
    const range = match?.indices?.[place + 1];
    return range === undefined ? [] : [{ start: range[0], end: range[1], type: labelOf(found) }];
  });
}

function escape(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}
