import type { TextSpan } from '@org/ai-core';
import { sentencesOf } from '../statement/sentence-ends.ts';
import { tokensOf, type Token } from './tokens.ts';

/** A sentence of a passage: tokens `[from, to)`. */
interface EvidenceSentence extends TextSpan {
  readonly from: number;
  readonly to: number;
}

/** A passage, prepared for looking up whether it supports a sentence. */
export interface Evidence {
  readonly tokens: readonly Token[];
  readonly sentences: readonly EvidenceSentence[];
  /** Whether the token belongs to a sentence that the rails took out. */
  isRemoved(token: number): boolean;
}

/**
 * Prepares a passage. `removed` are spans that the rails redacted: a sentence of which they took at least half of the words supports nothing,
 * while one that only lost a link still does.
 */
export function evidenceOf(text: string, removed: readonly TextSpan[]): Evidence {
  const tokens = tokensOf(text);
  const removedTokens = new Set<number>();
  const sentences: EvidenceSentence[] = [];
  let from = 0;
  for (const span of sentencesOf(text)) {
    while (from < tokens.length && (tokens[from]?.start ?? 0) < span.start) from++;
    let to = from;
    let lost = 0;
    for (let token = tokens[to]; token !== undefined && token.end <= span.end; token = tokens[++to]) {
      const { start, end } = token;
      if (removed.some((gap) => gap.start < end && start < gap.end)) lost++;
    }
    if (lost > 0 && lost * 2 >= to - from) for (let token = from; token < to; token++) removedTokens.add(token);
    else if (to > from) sentences.push({ ...span, from, to });
    from = to;
  }
  return { tokens, sentences, isRemoved: (token) => removedTokens.has(token) };
}
