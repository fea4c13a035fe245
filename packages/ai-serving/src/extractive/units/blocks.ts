import type { TextSpan } from '@org/ai-core';

/** A piece of a passage's layout. `content` leaves list markers out. */
export interface Block extends TextSpan {
  readonly kind: 'paragraph' | 'heading' | 'item' | 'header-row' | 'row' | 'code';
  readonly content: number;
}

interface Line extends TextSpan {
  readonly text: string;
}

const item = /^\s{0,12}(?:[-*+•–]|\*{1,5}|\.{1,5}|\d{1,3}[.)]|[a-z][.)])\s+(?=\S)/;
const definition = /^[^\s:][^:\n]{0,80}::\s+(?=\S)/;
const heading = /^ {0,3}#{1,6}\s+\S|^={1,6}\s+\S/;
const fence = /^\s{0,6}(?:```|~~~)|^-{4}\s*$|^\.{4}\s*$/;
const rule = /^\s*(?:-{3,}|\*{3,}|_{3,}|={3,}|\+{4,})\s*$/;
const separatorRow = /^(?=.*--)[\s:|-]+$/;
const attribute = /^:[\w-]{1,60}:|^\[[^\]\n]{0,200}\]\s*$|^\.[A-Z][^\n]{0,120}$|^<[^>\n]{1,200}>\s*$|^\/\//;

/** Reads the layout of Markdown, AsciiDoc, plain or extracted text: one pass over its lines. */
export function blocksOf(text: string): readonly Block[] {
  const lines = linesOf(text);
  const blocks: Block[] = [];
  let at = frontMatterEnd(lines);
  while (at < lines.length) at = takeBlock(lines, at, blocks);
  return blocks;
}

function takeBlock(lines: readonly Line[], at: number, blocks: Block[]): number {
  const line = lines[at];
  if (line === undefined) return at + 1;
  const { text } = line;
  if (text.trim() === '') return at + 1;
  if (fence.test(text)) return takeCode(lines, at, blocks);
  if (text.trimStart().startsWith('|')) return takeTable(lines, at, blocks);
  if (heading.test(text)) return push(blocks, 'heading', line, line.start, at + 1);
  if (rule.test(text) || attribute.test(text)) return at + 1;
  const marker = item.exec(text) ?? definition.exec(text);
  let last = at;
  while (!endsParagraph(lines[last + 1])) last++;
  const end = lines[last]?.end ?? line.end;
  const span = { start: line.start, end };
  if (marker !== null) {
    const isDefinition = text.includes('::') && !item.test(text);
    return push(blocks, 'item', span, isDefinition ? line.start : line.start + marker[0].length, last + 1);
  }
  if (isAllCapitals(text)) return push(blocks, 'heading', line, line.start, at + 1);
  if (last === at && isHeadingLike(text, lines[at - 1], lines[at + 1]))
    return push(blocks, 'heading', line, line.start, at + 1);
  const underline = lines[last + 1]?.text ?? '';
  if (last === at && /^(?:=+|-{2,})\s*$/.test(underline)) return push(blocks, 'heading', line, line.start, at + 2);
  return push(blocks, 'paragraph', span, line.start + (/^\s*>?\s*/.exec(text)?.[0].length ?? 0), last + 1);
}

function push(blocks: Block[], kind: Block['kind'], { start, end }: TextSpan, content: number, next: number): number {
  blocks.push({ kind, start, end, content });
  return next;
}

function endsParagraph(line: Line | undefined): boolean {
  if (line === undefined || line.text.trim() === '') return true;
  const { text } = line;
  return (
    item.test(text) ||
    definition.test(text) ||
    heading.test(text) ||
    fence.test(text) ||
    rule.test(text) ||
    text.trimStart().startsWith('|')
  );
}

/** A short line of its own without a full stop: how plain text and extracted HTML show headings. */
function isHeadingLike(text: string, before: Line | undefined, after: Line | undefined): boolean {
  const isAlone =
    (before === undefined || before.text.trim() === '') && (after === undefined || after.text.trim() === '');
  const line = text.trim();
  if (!isAlone || line.length > 90 || /[.!?:;,|]$/.test(line) || line.split(/\s+/).length > 12) return false;
  return !/\d/.test(line.replace(/^\d{1,2}(?:\.\d{1,2}){0,3}[.)]?\s/, ''));
}

/** A line in capitals, the title of plain-text documents, also when text follows it at once. */
function isAllCapitals(text: string): boolean {
  const line = text.trim();
  return (
    line.length <= 90 &&
    /^[A-Z][^a-z]{3,89}$/.test(line) &&
    /[A-Z]{3}/.test(line) &&
    line.includes(' ') &&
    !/[.!?:;,]$/.test(line)
  );
}

function takeCode(lines: readonly Line[], at: number, blocks: Block[]): number {
  const opening = lines[at]?.text.trim().slice(0, 3) ?? '';
  let last = at + 1;
  while (last < lines.length && lines[last]?.text.trim().startsWith(opening) !== true) last++;
  const span = { start: lines[at]?.start ?? 0, end: lines[Math.min(last, lines.length - 1)]?.end ?? 0 };
  return push(blocks, 'code', span, span.start, last + 1);
}

function takeTable(lines: readonly Line[], at: number, blocks: Block[]): number {
  const isAsciiDoc = /^\s*\|={3,}/.test(lines[at]?.text ?? '');
  let last = at;
  let isFirst = true;
  for (let next = at; next < lines.length; next++) {
    const line = lines[next];
    const text = line?.text.trim() ?? '';
    if (line === undefined || !(text.startsWith('|') || (isAsciiDoc && (text === '' || !text.startsWith('='))))) break;
    last = next;
    if (/^\|={3,}/.test(text)) {
      if (next > at) break;
      continue;
    }
    if (text === '' || separatorRow.test(text) || !text.includes('|')) continue;
    const hasHeader = isAsciiDoc ? lines[next + 1]?.text.trim() === '' : separatorRow.test(lines[next + 1]?.text ?? '');
    push(blocks, isFirst && hasHeader ? 'header-row' : 'row', line, line.start, next);
    isFirst = false;
  }
  return last + 1;
}

function frontMatterEnd(lines: readonly Line[]): number {
  if (lines[0]?.text.trim() !== '---') return 0;
  for (let at = 1; at < Math.min(lines.length, 100); at++) if (lines[at]?.text.trim() === '---') return at + 1;
  return 0;
}

function linesOf(text: string): readonly Line[] {
  const lines: Line[] = [];
  let start = 0;
  while (start <= text.length) {
    const found = text.indexOf('\n', start);
    const end = found < 0 ? text.length : found;
    const bare = end > start && text[end - 1] === '\r' ? end - 1 : end;
    lines.push({ start, end: bare, text: text.slice(start, bare) });
    start = end + 1;
  }
  return lines;
}
