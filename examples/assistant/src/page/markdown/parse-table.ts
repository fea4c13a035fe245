import { parseInline } from './parse-inline.ts';
import type { Block, Inline } from './tree.ts';

/** Whether a row of heads and a row of dashes begin here. */
export function isTableStart(lines: readonly string[], at: number): boolean {
  const head = lines[at] ?? '';
  const rule = lines[at + 1] ?? '';
  return head.includes('|') && rule.includes('|') && /^[\s|:-]+$/.test(rule) && rule.includes('-');
}

/** Reads a table; rows end at the first line without a bar. */
export function readTable(lines: readonly string[], at: number): { readonly block: Block; readonly end: number } {
  const head = cellsOf(lines[at] ?? '');
  const rows: (readonly (readonly Inline[])[])[] = [];
  let end = at + 2;
  for (; (lines[end] ?? '').includes('|'); end += 1) {
    const cells = cellsOf(lines[end] ?? '');
    rows.push(head.map((_, column) => cells[column] ?? []));
  }
  return { block: { type: 'table', head, rows }, end };
}

function cellsOf(line: string): readonly (readonly Inline[])[] {
  const cells = line.trim().split('|');
  if (cells[0] === '') cells.shift();
  if (cells.at(-1)?.trim() === '') cells.pop();
  return cells.map((cell) => parseInline(cell.trim()));
}
