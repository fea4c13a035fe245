import { stem } from './stem.ts';

/** A word of a text: its stem, and where the word stands. */
export interface Token {
  readonly stem: string;
  readonly word: string;
  readonly start: number;
}

const pattern =
  /(?<![\p{N}.,:])\p{N}{1,3}(?:[ \u00a0\u202f]\p{N}{3})+(?![\p{N}.,:])|\p{N}+(?:[.,:]\p{N}+)*(?:k(?![\p{L}\p{N}]))?|[\p{L}\p{N}]+/gu;

/** Cuts a text into words, lower case, without possessive endings. Numbers keep their separators (`1,000`, `0.38`, `10 000`). */
export function tokenize(text: string): readonly Token[] {
  const tokens: Token[] = [];
  for (const match of text.matchAll(pattern)) {
    const word = match[0].toLowerCase();
    if (word === 's' && /['’]$/.test(text.slice(Math.max(0, match.index - 1), match.index))) continue;
    tokens.push({ stem: cachedStem(word), word, start: match.index });
  }
  return tokens;
}

const stems = new Map<string, string>();
const maxStems = 20_000;

function cachedStem(word: string): string {
  const known = stems.get(word);
  if (known !== undefined) return known;
  if (stems.size >= maxStems) stems.clear();
  const value = stem(word);
  stems.set(word, value);
  return value;
}
