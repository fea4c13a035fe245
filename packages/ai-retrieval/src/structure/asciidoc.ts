import { blockOf, isBlankLine, plainTitle, type Block } from './block.ts';
import { lineAt, type Line } from './lines.ts';
import { createOpenBlock } from './open-block.ts';

const heading = /^(={1,6})[ \t]+\S/;
const listItem = /^[ \t]*(?:\*{1,5}|-|\.{1,5}|\d{1,9}\.|<\d{1,3}>|<\.>)[ \t]+\S/;
const described = /^[ \t]*\S[^:]{0,200}:{2,4}(?:[ \t]|$)/;
const attribute = /^:!?[\w-]{1,100}!?:(?:[ \t]|$)/;
const blockAttribute = /^\[[^\]]{0,500}\][ \t]*$/;
const verbatim = /^(?:-{4,}|\.{4,}|\+{4,}|```\w*)[ \t]*$/;
const comment = /^\/{4,}[ \t]*$/;
const tableFence = /^[|,!:]={3,}[ \t]*$/;
const container = /^(?:={4,}|\*{4,}|_{4,}|--)[ \t]*$/;

/**
 * Scans AsciiDoc line by line into blocks. Comments, attribute entries, block attributes and delimiter lines are markup: no block covers them.
 * A scanner of the common constructs, not a full AsciiDoc reader: includes are not followed and macros stay as they are written.
 */
export function* scanAsciiDoc(text: string, from: number): Generator<Block> {
  const open = createOpenBlock(text);
  let at = from;
  while (at < text.length) {
    const line = lineAt(text, at);
    at = line.next;
    const head = text.slice(line.start, Math.min(line.end, line.start + 1_000)).replace(/^\uFEFF/, '');
    if (isBlankLine(text, line)) {
      yield* open.close();
    } else if (comment.test(head) || verbatim.test(head)) {
      yield* open.close();
      const end = closingLine(text, line, head.trim().replace(/^```\w+$/, '```'));
      at = end.next;
      const block = comment.test(head) ? undefined : blockOf(text, 'code', line.start, end.end);
      if (block !== undefined) yield block;
    } else if (tableFence.test(head)) {
      yield* open.close();
      at = yield* scanTable(text, line, head.trim());
    } else if (isMarkup(head, open.kind === 'paragraph')) {
      yield* open.close();
    } else if (heading.test(head)) {
      yield* open.close();
      const block = blockOf(text, 'heading', line.start, line.end);
      const level = head.search(/[^=]/);
      if (block !== undefined) yield { ...block, level, title: plainTitle(head.slice(level)) };
    } else if (listItem.test(head) || (open.kind !== 'paragraph' && described.test(head))) {
      yield* open.close();
      open.begin('list-item', line);
    } else {
      open.add('paragraph', line);
    }
  }
  yield* open.close();
}

/** Inside of a paragraph a bracketed or colon-framed line is text. */
function isMarkup(head: string, isInParagraph: boolean): boolean {
  if (container.test(head) || (head.startsWith('//') && !head.startsWith('///'))) return true;
  return !isInParagraph && (attribute.test(head) || blockAttribute.test(head) || head.trimEnd() === '+');
}

function closingLine(text: string, opening: Line, delimiter: string): Line {
  let line = opening;
  while (line.next < text.length) {
    line = lineAt(text, line.next);
    if (line.end - line.start < 200 && text.slice(line.start, line.end).trimEnd() === delimiter) return line;
  }
  return line;
}

/** The rows of a table: a line with several cells is a row, lines of one cell are a row together up to the next blank line. */
function* scanTable(text: string, opening: Line, delimiter: string): Generator<Block, number> {
  let isHeader = true;
  let row: { start: number; end: number; isWide: boolean } | undefined;
  function* close(): Generator<Block> {
    const block = row && blockOf(text, isHeader ? 'table-header' : 'table-row', row.start, row.end);
    row = undefined;
    if (block === undefined) return;
    isHeader = false;
    yield block;
  }
  let at = opening.next;
  while (at < text.length) {
    const line = lineAt(text, at);
    at = line.next;
    const content = text.slice(line.start, Math.min(line.end, line.start + 1_000)).trim();
    if (content === delimiter) break;
    if (content === '') yield* close();
    else if (row === undefined || (content.startsWith('|') && (row.isWide || content.includes('|', 1)))) {
      yield* close();
      row = { start: line.start, end: line.end, isWide: content.includes('|', 1) };
    } else row.end = line.end;
  }
  yield* close();
  return at;
}
