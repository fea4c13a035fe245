import type { TextSpan } from '@org/ai-core';
import { blocksOf, type Block } from './blocks.ts';
import { sentencesOf } from './sentences.ts';

/** Something that can be given as an answer: one or two stretches of a passage, copied as they are. */
export interface Unit {
  readonly kind: 'sentence' | 'item' | 'list' | 'row';
  readonly spans: readonly TextSpan[];
  /** Where the words are that it is found by, when that is not all of it: the line that leads into code. */
  readonly words?: readonly TextSpan[] | undefined;
  /** What stands around it: headings above it, the line that leads in. */
  readonly context: string;
  /** The block it is in, and its place in it: neighbours are adjacent. */
  readonly block: number;
  readonly position: number;
  /** The larger unit that it is a fragment of and that should be given in its place. */
  readonly whole?: Unit | undefined;
}

const maxListCharacters = 1_600;

/** All units of a passage, in order. Headings, front matter and bare code are none. */
export function unitsOf(text: string): readonly Unit[] {
  const blocks = blocksOf(text);
  const units: Unit[] = [];
  let headings: readonly string[] = [];
  let leadIn: TextSpan | undefined;
  for (let at = 0; at < blocks.length; at++) {
    const block = blocks[at];
    if (block === undefined) break;
    const context = headings.join(' ');
    switch (block.kind) {
      case 'heading':
        headings = [...headings.slice(-1), text.slice(block.start, block.end)];
        leadIn = undefined;
        break;
      case 'paragraph':
        leadIn = addParagraph(units, text, block, at, context, blocks[at + 1]);
        break;
      case 'item':
      case 'code': {
        const last = groupEnd(blocks, at);
        addList(units, text, blocks.slice(at, last + 1), at, context, leadIn);
        leadIn = undefined;
        at = last;
        break;
      }
      case 'header-row':
      case 'row': {
        const last = groupEnd(blocks, at);
        addRows(units, text, blocks.slice(at, last + 1), at, context, leadIn);
        leadIn = undefined;
        at = last;
        break;
      }
    }
  }
  return units;
}

/** Adds the sentences of a paragraph and returns the one that leads into the list, table or code after it. */
function addParagraph(
  units: Unit[],
  text: string,
  block: Block,
  at: number,
  context: string,
  next: Block | undefined,
): TextSpan | undefined {
  const sentences = sentencesOf(text, block.content, block.end);
  const last = sentences.at(-1);
  const leads =
    last !== undefined &&
    text[last.end - 1] === ':' &&
    next !== undefined &&
    next.kind !== 'paragraph' &&
    next.kind !== 'heading';
  for (const [position, span] of (leads ? sentences.slice(0, -1) : sentences).entries()) {
    units.push({ kind: 'sentence', spans: [span], context, block: at, position });
  }
  return leads ? last : undefined;
}

function groupEnd(blocks: readonly Block[], from: number): number {
  const isTable = (kind: Block['kind'] | undefined): boolean => kind === 'row' || kind === 'header-row';
  const first = blocks[from]?.kind;
  let last = from;
  while (isTable(first) ? blocks[last + 1]?.kind === 'row' : first === 'item' && blocks[last + 1]?.kind === 'item')
    last++;
  return last;
}

function addList(
  units: Unit[],
  text: string,
  items: readonly Block[],
  at: number,
  context: string,
  leadIn: TextSpan | undefined,
): void {
  const start = leadIn?.start ?? items[0]?.start ?? 0;
  const end = items.at(-1)?.end ?? start;
  const hasItems = items[0]?.kind === 'item';
  const isWhole = end - start <= maxListCharacters && (leadIn !== undefined || items.length > 1);
  const words = hasItems || leadIn === undefined ? {} : { words: [leadIn] };
  const whole: Unit | undefined = isWhole
    ? { kind: 'list', spans: [{ start, end }], ...words, context, block: at, position: 0 }
    : undefined;
  if (whole !== undefined && (leadIn !== undefined || hasItems)) units.push(whole);
  if (!hasItems) return;
  const around = leadIn === undefined ? context : `${context} ${text.slice(leadIn.start, leadIn.end)}`;
  let position = 1;
  for (const item of items) {
    for (const span of sentencesOf(text, item.content, item.end)) {
      const isFragment = !/[.!?][*_`"')\]]{0,4}$/.test(text.slice(Math.max(span.start, span.end - 6), span.end));
      const withLead: Unit = {
        kind: 'item',
        spans: leadIn === undefined ? [span] : [leadIn, span],
        context: around,
        block: at,
        position,
      };
      units.push({ ...withLead, spans: [span], ...(isFragment ? { whole: whole ?? withLead } : {}) });
      position += 1;
    }
  }
}

function addRows(
  units: Unit[],
  text: string,
  rows: readonly Block[],
  at: number,
  context: string,
  leadIn: TextSpan | undefined,
): void {
  const header = rows[0]?.kind === 'header-row' ? rows[0] : undefined;
  const around = [context, leadIn, header]
    .map((piece) => (typeof piece === 'object' ? text.slice(piece.start, piece.end) : (piece ?? '')))
    .join(' ');
  const body = rows.filter((row) => row !== header);
  for (const [position, row] of body.entries()) {
    const isNext = header !== undefined && position === 0;
    const own = { start: row.start, end: row.end };
    const spans =
      header === undefined
        ? [own]
        : isNext
          ? [{ start: header.start, end: row.end }]
          : [{ start: header.start, end: header.end }, own];
    units.push({ kind: 'row', spans, context: around, block: at, position });
  }
}
