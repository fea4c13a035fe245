import { blockOf, isBlankLine, plainTitle, type Block } from './block.ts';
import { lineAt, type Line } from './lines.ts';
import { createOpenBlock } from './open-block.ts';
import { isListItem } from './markdown.ts';

const underline = /^[ \t]*(={3,}|-{3,}|~{3,})[ \t]*$/;
const numbered = /^\d{1,2}(?:\.\d{1,2}){0,3}\.?[ \t]+\p{Lu}/u;
const longestHeading = 80;

/** Scans plain text into blocks: paragraphs between blank lines, list items, and lines that stand as headings (underlined, all capitals, or numbered and alone). */
export function* scanPlainText(text: string, from: number, to: number = text.length): Generator<Block> {
  const open = createOpenBlock(text);
  let isAfterBlank = true;
  let at = from;
  while (at < to) {
    const line = lineIn(text, at, to);
    at = line.next;
    if (isBlankLine(text, line)) {
      yield* open.close();
      isAfterBlank = true;
      continue;
    }
    const level = isAfterBlank ? headingLevel(text, line, to) : undefined;
    isAfterBlank = false;
    if (level !== undefined) {
      const rule = line.next < to ? lineIn(text, line.next, to) : undefined;
      const isUnderlined = rule !== undefined && underline.test(headOf(text, rule));
      const block = blockOf(text, 'heading', line.start, isUnderlined ? rule.end : line.end);
      if (isUnderlined) at = rule.next;
      if (block !== undefined) yield { ...block, level, title: plainTitle(text.slice(line.start, line.end)) };
      isAfterBlank = true;
    } else if (isListItem(headOf(text, line))) {
      yield* open.close();
      open.begin('list-item', line);
    } else {
      open.add('paragraph', line);
    }
  }
  yield* open.close();
}

function lineIn(text: string, start: number, to: number): Line {
  const line = lineAt(text, start);
  return line.end < to ? line : { start, end: to, next: to };
}

function headOf(text: string, line: Line): string {
  return text.slice(line.start, Math.min(line.end, line.start + 200));
}

function headingLevel(text: string, line: Line, to: number): number | undefined {
  const content = headOf(text, line).trim();
  if (line.end - line.start > longestHeading || content.length < 2) return undefined;
  const next = line.next < to ? lineIn(text, line.next, to) : undefined;
  const rule = next === undefined ? null : underline.exec(headOf(text, next));
  if (rule?.[1] !== undefined && !underline.test(content)) return rule[1].startsWith('=') ? 1 : 2;
  const isAlone = next === undefined || isBlankLine(text, next);
  if (/\p{Lu}{2}/u.test(content) && content === content.toUpperCase() && !/[.!?,;]$/.test(content)) return 2;
  if (isAlone && numbered.test(content) && !/[.!?,;:]$/.test(content)) {
    return 2 + (content.slice(0, content.search(/\s/)).replace(/\.$/, '').split('.').length - 1);
  }
  return undefined;
}
