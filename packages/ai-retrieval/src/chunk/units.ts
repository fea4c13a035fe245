import { estimateTokens, type TextSpan } from '@org/ai-core';
import type { Block } from '../structure/block.ts';
import { linesOf } from '../structure/lines.ts';
import { cutSpan, sentencesOf } from '../structure/sentences.ts';
import { trimSpan } from '../structure/block.ts';

/** The smallest piece that the chunker moves as a whole: a heading, a short paragraph, a sentence, a list item, a table row, lines of code. */
export interface Unit extends TextSpan {
  readonly tokens: number;
  readonly isHeading: boolean;
  readonly startsChunk: boolean;
  readonly path: readonly string[];
  readonly leadIn?: TextSpan | undefined;
}

// A sentence that fills half of a chunk is cut: longer ones are tables of numbers or minified text, not prose.
const longestPiece = 1_600;
const longestWindow = 65_536;

/** Splits a block that does not fit into one chunk: code by lines, everything else by sentences, and what is still too long at a blank. */
export function* unitsOf(
  text: string,
  block: Block,
  path: readonly string[],
  leadIn: TextSpan | undefined,
  maxTokens: number,
): Generator<Unit> {
  const unit = (span: TextSpan): Unit => ({
    start: span.start,
    end: span.end,
    tokens: estimateTokens(text.slice(span.start, span.end)),
    isHeading: block.kind === 'heading',
    startsChunk: block.startsChunk === true && span.start === block.start,
    path,
    leadIn,
  });
  const isShort = block.end - block.start <= maxTokens * 6;
  const whole = isShort ? unit(block) : undefined;
  const limit = block.kind === 'code' ? 2 * maxTokens : maxTokens;
  if (whole !== undefined && whole.tokens <= limit) {
    yield whole;
    return;
  }
  const pieces = block.kind === 'code' ? codeLines(text, block) : longSentences(text, block);
  for (const piece of pieces) {
    for (const part of cutSpan(text, piece, longestPiece)) yield* fitting(text, part, unit, maxTokens);
  }
}

/** In windows, so that megabytes without the end of a sentence are not searched in one go. */
function* longSentences(text: string, block: Block): Generator<TextSpan> {
  for (const { start, end } of cutSpan(text, block, longestWindow)) yield* sentencesOf(text, start, end);
}

/** Scripts without spaces hold more tokens per character: such a piece is cut again. */
function* fitting(text: string, span: TextSpan, unit: (span: TextSpan) => Unit, maxTokens: number): Generator<Unit> {
  const whole = unit(span);
  if (whole.tokens <= 2 * maxTokens) yield whole;
  else for (const part of cutSpan(text, span, maxTokens)) yield unit(part);
}

function* codeLines(text: string, block: Block): Generator<TextSpan> {
  for (const line of linesOf(text, block.start)) {
    if (line.start >= block.end) return;
    const span = trimSpan(text, line.start, Math.min(line.end, block.end));
    if (span !== undefined) yield span;
  }
}
