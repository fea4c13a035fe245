import { parseInline } from './parse-inline.ts';
import type { Inline, ListBlock, ListItem } from './tree.ts';

const listLine = /^([ \t]{0,12})([-*+]|\d{1,9}[.)])[ \t]+(\S.*)$/;

/** Whether a line begins an item. */
export function isListLine(line: string): boolean {
  return listLine.test(line);
}

interface Draft {
  readonly indent: number;
  readonly isOrdered: boolean;
  readonly start: number;
  readonly items: { text: string; readonly lists: Draft[] }[];
}

/** Reads a list with the lists below its items; lines that are indented go on with their item. */
export function readList(lines: readonly string[], at: number): { readonly block: ListBlock; readonly end: number } {
  const root = draftOf(lines[at] ?? '');
  const open: Draft[] = [root];
  let end = at;
  for (; end < lines.length; end += 1) {
    const line = lines[end] ?? '';
    const match = listLine.exec(line);
    if (match === null) {
      const item = open.at(-1)?.items.at(-1);
      if (line.trim() === '' || !/^[ \t]/.test(line) || item === undefined) break;
      item.text += ` ${line.trim()}`;
      continue;
    }
    const [, space = '', , text = ''] = match;
    while (open.length > 1 && space.length < (open.at(-1)?.indent ?? 0)) open.pop();
    const current = open.at(-1) ?? root;
    const parent = current.items.at(-1);
    if (space.length > current.indent + 1 && parent !== undefined) {
      const below = draftOf(line);
      parent.lists.push(below);
      open.push(below);
      below.items.push({ text, lists: [] });
    } else if (open.length === 1 && draftOf(line).isOrdered !== root.isOrdered) break;
    else current.items.push({ text, lists: [] });
  }
  return { block: listOf(root), end };
}

function draftOf(line: string): Draft {
  const [, space = '', bullet = ''] = listLine.exec(line) ?? [];
  const isOrdered = /^\d/.test(bullet);
  return { indent: space.length, isOrdered, start: isOrdered ? parseInt(bullet, 10) : 1, items: [] };
}

function listOf({ isOrdered, start, items }: Draft): ListBlock {
  return {
    type: 'list',
    isOrdered,
    start,
    items: items.map(({ text, lists }): ListItem => ({ content: inlineOf(text), lists: lists.map(listOf) })),
  };
}

function inlineOf(text: string): readonly Inline[] {
  return parseInline(text.trim());
}
