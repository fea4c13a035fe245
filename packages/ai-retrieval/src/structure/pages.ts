import { trimSpan, type Block } from './block.ts';
import { scanPlainText } from './plain-text.ts';

/** Stands between two pages of a text that has pages: a form feed. */
export const pageMark = '\f';

/** Scans a text in pages. Each page begins a chunk, and its number is the outermost part of the path. */
export function* scanPages(text: string): Generator<Block> {
  let start = 0;
  for (let number = 1; start <= text.length; number++) {
    const mark = text.indexOf(pageMark, start);
    const end = mark === -1 ? text.length : mark;
    const page = trimSpan(text, start, end);
    const path = [`Page ${String(number)}`];
    let isFirst = true;
    for (const block of page === undefined ? [] : scanPlainText(text, page.start, page.end)) {
      yield { ...block, path, startsChunk: isFirst };
      isFirst = false;
    }
    start = end + 1;
  }
}
