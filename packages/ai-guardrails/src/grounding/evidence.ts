import type { TextSpan } from '@org/ai-core';
import { sentencesOf } from './sentence-ends.ts';
import { tokensOf, type Token } from './tokens.ts';

/** A sentence of a passage: tokens `[from, to)`. */
export interface EvidenceSentence extends TextSpan {
  readonly from: number;
  readonly to: number;
}

/** A passage, prepared for looking up whether it supports a sentence. */
export interface Evidence {
  /** Without those of removed spans. */
  readonly tokens: readonly Token[];
  readonly sentences: readonly EvidenceSentence[];
  /** What the rails took out of the passage, in offsets of its text: it supports nothing and is not quoted. */
  readonly removed: readonly TextSpan[];
}

/** Prepares a passage for looking up support; `removed` are the spans that the rails redacted. */
export function evidenceOf(text: string, removed: readonly TextSpan[]): Evidence {
  const tokens = tokensOf(text).filter(({ start, end }) => !removed.some((gap) => gap.start < end && start < gap.end));
  const sentences: EvidenceSentence[] = [];
  let from = 0;
  for (const span of sentencesOf(text)) {
    while (from < tokens.length && (tokens[from]?.start ?? 0) < span.start) from++;
    let to = from;
    while (to < tokens.length && (tokens[to]?.end ?? 0) <= span.end) to++;
    if (to > from) sentences.push({ ...span, from, to });
    from = to;
  }
  return { tokens, sentences, removed };
}
