import { parseInline } from './parse-inline.ts';
import { readList, isListLine } from './parse-list.ts';
import { isTableStart, readTable } from './parse-table.ts';
import type { Block } from './tree.ts';

/** A block and the source that it was read from, by which a changed block is known. */
export interface SourceBlock {
  readonly source: string;
  readonly block: Block;
}

// With no more than the name of a language behind it: a fence's line is not shown, so no words may stand there.
const fence = /^\s{0,3}(?:`{3,}|~{3,})[ \t]*[\w+.#-]*\s*$/;
const heading = /^\s{0,3}#{1,6}\s+/;

/** Reads an answer into blocks that may be shown. Never fails: what is not on the list is a paragraph. */
export function parseBlocks(text: string): readonly SourceBlock[] {
  const lines = text.replaceAll('\r\n', '\n').split('\n');
  const blocks: SourceBlock[] = [];
  let at = 0;
  while (at < lines.length) {
    const line = lines[at] ?? '';
    if (line.trim() === '') {
      at += 1;
      continue;
    }
    const { block, end } = readBlock(lines, at);
    blocks.push({ block, source: lines.slice(at, end).join('\n') });
    at = end;
  }
  return blocks;
}

function readBlock(lines: readonly string[], at: number): { readonly block: Block; readonly end: number } {
  const line = lines[at] ?? '';
  if (fence.test(line)) {
    const after = lines.findIndex((other, index) => index > at && fence.test(other));
    const end = after < 0 ? lines.length : after;
    return { block: { type: 'code', text: lines.slice(at + 1, end).join('\n') }, end: Math.min(end + 1, lines.length) };
  }
  if (heading.test(line)) {
    return { block: { type: 'heading', content: parseInline(line.replace(heading, '').trim()) }, end: at + 1 };
  }
  if (isTableStart(lines, at)) return readTable(lines, at);
  if (isListLine(line)) return readList(lines, at);
  let end = at + 1;
  while (end < lines.length && !startsBlock(lines, end)) end += 1;
  return { block: { type: 'paragraph', content: parseInline(lines.slice(at, end).join(' ').trim()) }, end };
}

function startsBlock(lines: readonly string[], at: number): boolean {
  const line = lines[at] ?? '';
  return line.trim() === '' || fence.test(line) || heading.test(line) || isListLine(line) || isTableStart(lines, at);
}
