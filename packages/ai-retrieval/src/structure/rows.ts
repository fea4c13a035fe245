import { blockOf, isBlankLine, type Block } from './block.ts';
import { lineAt } from './lines.ts';

// A row longer than this is cut between its values, and its first value, which tells rows apart, stays with each part.
const longestRow = 1_200;
const longestLead = 200;

/** Scans rows as they are extracted from CSV and JSON: lines of `name: value`, an empty line between two rows. */
export function* scanRows(text: string): Generator<Block> {
  let at = 0;
  let isAfterLong = false;
  while (at < text.length) {
    const first = lineAt(text, at);
    at = first.next;
    if (isBlankLine(text, first)) continue;
    let end = first.end;
    const values: { readonly start: number; readonly end: number }[] = [];
    for (let line = lineAt(text, at); at < text.length && !isBlankLine(text, line); line = lineAt(text, at)) {
      values.push(line);
      end = line.end;
      at = line.next;
    }
    const isLong = end - first.start > longestRow && values.length > 0 && first.end - first.start <= longestLead;
    if (!isLong) {
      const row = blockOf(text, 'paragraph', first.start, end);
      if (row !== undefined) yield { ...row, startsChunk: isAfterLong };
      isAfterLong = false;
      continue;
    }
    const lead = blockOf(text, 'table-header', first.start, first.end);
    if (lead !== undefined) yield { ...lead, startsChunk: true };
    isAfterLong = true;
    for (const value of values) {
      const block = blockOf(text, 'table-row', value.start, value.end);
      if (block !== undefined) yield block;
    }
  }
}
