import { stemmer } from 'stemmer';

/** Longest word, in UTF-16 units, that becomes a term; longer runs are encoded data, not language. */
export const maxTermLength = 64;

/** Characters kept of a text per token allowed; what lies beyond is never tokenised. */
export const charactersPerToken = 32;

const words = /[\p{L}\p{N}][\p{L}\p{M}\p{N}]*/gu;
const unspaced =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;
const english = /^[a-z]{3,32}$/;

/** How far the terms of a text were read. */
export interface TermReading {
  /** Words seen, those that give no term included. */
  readonly tokens: number;
  /** The text had more than was read. */
  readonly isTruncated: boolean;
}

/**
 * Calls `visit` for each term of a text in order: NFKC, lower case, letters and digits; English words stemmed (Porter, 1980);
 * scripts written without spaces as overlapping character pairs.
 */
export function readTerms(text: string, maxTokens: number, visit: (term: string) => void): TermReading {
  const maxCharacters = maxTokens * charactersPerToken;
  const kept = text.length > maxCharacters ? text.slice(0, maxCharacters) : text;
  let tokens = 0;
  for (const [word] of kept.normalize('NFKC').toLowerCase().matchAll(words)) {
    if (tokens === maxTokens) return { tokens, isTruncated: true };
    tokens += 1;
    if (word.length > maxTermLength) continue;
    if (english.test(word)) visit(stemmer(word));
    else if (unspaced.test(word)) visitPairs(word, visit);
    else visit(word);
  }
  return { tokens, isTruncated: kept.length < text.length };
}

function visitPairs(word: string, visit: (term: string) => void): void {
  const characters = Array.from(word);
  if (characters.length === 1) visit(word);
  for (let index = 1; index < characters.length; index += 1)
    visit(`${characters[index - 1] ?? ''}${characters[index] ?? ''}`);
}
