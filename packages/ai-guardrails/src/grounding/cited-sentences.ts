import type { TextSpan } from '@org/ai-core';
import { sentencesOf, trimSpan } from './sentence-ends.ts';

/** A sentence of an answer with the numbers of the passages that it cites; the span takes its markers in. */
export interface CitedSentence extends TextSpan {
  /** The sentence without its markers. */
  readonly claim: string;
  /** As written, from 1; empty when nothing is cited. */
  readonly markers: readonly number[];
}

const none: readonly number[] = [];
const marker = /\[\d{1,3}(?:, ?\d{1,3}){0,9}\]/g;
const leading = /(?:[ \t]*\[\d{1,3}(?:, ?\d{1,3}){0,9}\])+[.,;:!?]*/y;

/** Cuts an answer into sentences; markers such as `[1]` or `[2, 3]` belong to the sentence that they stand in or right behind. Linear. */
export function citedSentencesOf(text: string): readonly CitedSentence[] {
  const spans: TextSpan[] = [];
  for (const span of sentencesOf(text)) {
    const previous = spans.at(-1);
    leading.lastIndex = span.start;
    const isSameLine = previous !== undefined && !text.slice(previous.end, span.start).includes('\n');
    const found = isSameLine ? leading.exec(text) : null;
    if (previous === undefined || found === null || leading.lastIndex > span.end) {
      spans.push(span);
      continue;
    }
    const cut = leading.lastIndex;
    spans[spans.length - 1] = { start: previous.start, end: cut };
    const rest = trimSpan(text, cut, span.end);
    if (rest.end > rest.start) spans.push(rest);
  }
  return spans.map(({ start, end }) => {
    const written = text.slice(start, end);
    if (!written.includes('[')) return { start, end, claim: written.trim(), markers: none };
    const markers = (written.match(marker) ?? []).flatMap((each) => each.slice(1, -1).split(',').map(Number));
    return { start, end, claim: written.replace(marker, ' ').trim(), markers: [...new Set(markers)] };
  });
}
