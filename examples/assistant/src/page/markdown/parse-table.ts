import { parseInline } from './parse-inline.ts';
import type { Block, Inline } from './tree.ts';

/** Whether a table begins here: heads above a row of dashes, or rows alone, as quoted ones are. */
export function isTableStart(lines: readonly string[], at: number): boolean {
  const line = lines[at] ?? '';
  return isRow(line) || (line.includes('|') && isRule(lines[at + 1] ?? ''));
}

/** Reads a table; rows end at the first line without a bar. */
export function readTable(lines: readonly string[], at: number): { readonly block: Block; readonly end: number } {
  const hasHead = isRule(lines[at + 1] ?? '');
  const head = hasHead ? [...cellsOf(lines[at] ?? '')] : [];
  const rows: (readonly (readonly Inline[])[])[] = [];
  let end = hasHead ? at + 2 : at;
  for (; (lines[end] ?? '').includes('|'); end += 1) {
    rows.push(cellsOf(lines[end] ?? ''));
  }
  // A row may be longer than its head: the marker of its source stands behind the last bar, and must be seen.
  const width = hasHead ? Math.max(head.length, ...rows.map((cells) => cells.length)) : 0;
  while (head.length < width) head.push([]);
  for (const [index, cells] of rows.entries()) {
    if (cells.length < width) rows[index] = [...cells, ...Array.from({ length: width - cells.length }, () => [])];
  }
  return { block: { type: 'table', head, rows }, end };
}

function isRow(line: string): boolean {
  return line.trimStart().startsWith('|') && line.split('|', 4).length === 4;
}

function isRule(line: string): boolean {
  return line.includes('|') && line.includes('-') && /^[\s|:-]+$/.test(line);
}

function cellsOf(line: string): readonly (readonly Inline[])[] {
  const cells = line.trim().split('|');
  if (cells[0] === '') cells.shift();
  if (cells.at(-1)?.trim() === '') cells.pop();
  return cells.map((cell) => parseInline(cell.trim()));
}
