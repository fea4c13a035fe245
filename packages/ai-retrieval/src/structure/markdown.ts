import { blockOf, isBlankLine, plainTitle, type Block } from './block.ts';
import { lineAt, type Line } from './lines.ts';
import { createOpenBlock } from './open-block.ts';

const atxHeading = /^ {0,3}(#{1,6})(?:[ \t]+|$)/;
const setextRule = /^ {0,3}(=+|-+)[ \t]*$/;
const fence = /^ {0,3}(`{3,}|~{3,})/;
const listMarker = /^[ \t]*(?:[-*+•–]|\d{1,9}[.)]|[a-z][.)])[ \t]+\S/;
const tableRule = /^[ \t|:-]+$/;

/** Scans Markdown line by line into blocks, from `from` (the end of the front matter) on. Linear in the text; never fails. */
export function* scanMarkdown(text: string, from: number): Generator<Block> {
  const open = createOpenBlock(text);
  let at = from;
  while (at < text.length) {
    const line = lineAt(text, at);
    at = line.next;
    if (isBlankLine(text, line)) {
      yield* open.close();
      continue;
    }
    // A line of megabytes is a paragraph whatever it begins with; its head decides the rest.
    const head = text.slice(line.start, Math.min(line.end, line.start + 2_000));
    const fenced = fence.exec(head);
    if (fenced?.[1] !== undefined) {
      yield* open.close();
      const end = fencedEnd(text, line, fenced[1]);
      at = end.next;
      const block = blockOf(text, 'code', line.start, end.end);
      if (block !== undefined) yield block;
      continue;
    }
    const heading = atxHeading.exec(head);
    if (heading?.[1] !== undefined) {
      yield* open.close();
      const title = plainTitle(withoutClosingMarks(head.slice(heading[0].length)));
      const block = blockOf(text, 'heading', line.start, line.end);
      if (block !== undefined) yield { ...block, level: heading[1].length, title };
      continue;
    }
    const rule = open.kind === 'paragraph' ? setextRule.exec(head) : null;
    const titled = rule?.[1] === undefined ? undefined : open.take();
    if (titled !== undefined && rule?.[1] !== undefined) {
      const title = plainTitle(text.slice(titled.start, titled.end));
      const block = blockOf(text, 'heading', titled.start, line.end);
      if (block !== undefined) yield { ...block, level: rule[1].startsWith('=') ? 1 : 2, title };
      continue;
    }
    if (head.includes('|') && open.kind !== 'list-item') {
      const next = line.next < text.length ? lineAt(text, line.next) : undefined;
      if (next !== undefined && isTableRule(text, next)) {
        yield* open.close();
        at = next.next;
        const header = blockOf(text, 'table-header', line.start, next.end);
        if (header !== undefined) yield header;
        at = yield* tableRows(text, at);
        continue;
      }
    }
    if (isListItem(head)) {
      yield* open.close();
      open.begin('list-item', line);
    } else {
      open.add(/^(?: {2,}|\t)/.test(head) ? 'list-item' : 'paragraph', line);
    }
  }
  yield* open.close();
}

function withoutClosingMarks(title: string): string {
  const words = title.trimEnd();
  let end = words.length;
  while (end > 0 && words[end - 1] === '#') end--;
  return words.slice(0, end);
}

function isTableRule(text: string, line: Line): boolean {
  const rule = text.slice(line.start, Math.min(line.end, line.start + 2_000));
  return rule.includes('|') && rule.includes('-') && tableRule.test(rule);
}

function* tableRows(text: string, from: number): Generator<Block, number> {
  let at = from;
  while (at < text.length) {
    const line = lineAt(text, at);
    if (isBlankLine(text, line) || !text.slice(line.start, line.end).includes('|')) break;
    at = line.next;
    const row = blockOf(text, 'table-row', line.start, line.end);
    if (row !== undefined) yield row;
  }
  return at;
}

/** The line that closes a fence: the same character at least as often, and nothing behind it; the last line when none does. */
function fencedEnd(text: string, opening: Line, mark: string): Line {
  let line = opening;
  while (line.next < text.length) {
    line = lineAt(text, line.next);
    const content = text.slice(line.start, Math.min(line.end, line.start + 200)).trim();
    if (content.startsWith(mark) && isRunOf(content, mark)) return line;
  }
  return line;
}

/** Whether a line begins a list item: a bullet, a number or a letter, in Markdown and in plain text. */
export function isListItem(line: string): boolean {
  return listMarker.test(line);
}

function isRunOf(content: string, mark: string): boolean {
  const character = mark.charAt(0);
  return content === character.repeat(content.length);
}
