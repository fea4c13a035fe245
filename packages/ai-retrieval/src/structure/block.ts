import type { Line } from './lines.ts';

/** What a block of a document is. `table-header` comes right before its rows. */
export type BlockKind = 'heading' | 'paragraph' | 'list-item' | 'table-header' | 'table-row' | 'code';

/** A piece of a document that has one structural meaning; `[start, end)` begins and ends with a character that is not blank. */
export interface Block {
  readonly kind: BlockKind;
  readonly start: number;
  readonly end: number;
  /** Where it stands when that is not told by headings: a page. Headings before it count only when they stand there too. */
  readonly path?: readonly string[] | undefined;
  /** Nothing before it may share its chunk. */
  readonly startsChunk?: boolean | undefined;
  /** Of a heading: 1 is the outermost. Of another block: headings of this level and below have ended. */
  readonly level?: number | undefined;
  /** Of a heading: its words without markup. */
  readonly title?: string | undefined;
}

/** Makes the block that covers a range of whole lines, without the blanks around it; undefined when all is blank. */
export function blockOf(text: string, kind: BlockKind, start: number, end: number): Block | undefined {
  const trimmed = trimSpan(text, start, end);
  return trimmed === undefined ? undefined : { kind, ...trimmed };
}

/** The span without white space at its ends; undefined when nothing is left. */
export function trimSpan(text: string, start: number, end: number): { start: number; end: number } | undefined {
  let from = start;
  let to = end;
  while (from < to && isBlank(text.charCodeAt(from))) from++;
  while (to > from && isBlank(text.charCodeAt(to - 1))) to--;
  return from === to ? undefined : { start: from, end: to };
}

/** Whether a line holds nothing but white space. */
export function isBlankLine(text: string, line: Line): boolean {
  for (let at = line.start; at < line.end; at++) if (!isBlank(text.charCodeAt(at))) return false;
  return true;
}

const byteOrderMark = 0xfeff;

/** White space as `String.prototype.trim` sees it, for one UTF-16 unit. */
export function isBlank(unit: number): boolean {
  if (unit <= 32) return unit === 32 || (unit >= 9 && unit <= 13);
  if (unit < 160) return false;
  return (
    unit === 160 ||
    unit === byteOrderMark ||
    unit === 0x1680 ||
    (unit >= 0x2000 && unit <= 0x200a) ||
    unit === 0x2028 ||
    unit === 0x2029 ||
    unit === 0x202f ||
    unit === 0x205f ||
    unit === 0x3000
  );
}

/** A heading's words: inline code, emphasis and link markup taken away. */
export function plainTitle(raw: string): string {
  return raw
    .slice(0, 400)
    .replace(/[`*]/g, '')
    .replace(/\]\([^()\s]{0,300}\)/g, '')
    .replace(/[[\]]/g, '')
    .replace(/\s+/g, ' ')
    .trim();
}
