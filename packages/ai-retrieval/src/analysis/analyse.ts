import { stemmer } from 'stemmer';
import { englishStopWords } from './stop-words.ts';

// Letters, digits and marks of any script; an apostrophe between letters and a point or comma between digits stay inside a token (Unicode annex 29, the part that matters for search).
const token = /[\p{L}\p{N}\p{M}_]+(?:(?:['’](?=\p{L})|(?<=\p{N})[.,](?=\p{N}))[\p{L}\p{N}\p{M}_]+)*/gu;
const ideographs = /[\p{Script=Han}\p{Script=Hiragana}]/u;
const isAscii = /^[a-z0-9_]+$/;
const thousands = /^\d{1,3}(?:,\d{3})+(?:\.\d+)?$/;
const longestToken = 255;

const stems = new Map<string, string>();
const mostStems = 50_000;

/** Changes whenever the terms of a text change; segments that were written with another one are written anew. */
export const analysisVersion = 'english-1';

/** The index terms of a text, in order: words of any script in lower case, without English stop words, reduced by Porter's stemmer. Text and queries go through the same. */
export function* analyse(text: string): Generator<string> {
  for (const [raw] of text.matchAll(token)) {
    if (raw.length > longestToken) continue;
    const word = raw.toLowerCase();
    if (isAscii.test(word)) {
      if (!englishStopWords.has(word)) yield stemOf(word);
      continue;
    }
    const folded = word
      .normalize('NFKC')
      .replace(/['’]s$/, '')
      .replaceAll('’', "'");
    if (ideographs.test(folded)) yield* ideographTerms(folded);
    else if (!englishStopWords.has(folded)) yield stemOf(thousands.test(folded) ? folded.replaceAll(',', '') : folded);
  }
}

/** Each ideograph is a term; what stands between them stays together. */
function* ideographTerms(word: string): Generator<string> {
  let rest = '';
  for (const character of word) {
    if (!ideographs.test(character)) {
      rest += character;
      continue;
    }
    if (rest !== '') yield rest;
    rest = '';
    yield character;
  }
  if (rest !== '') yield rest;
}

function stemOf(word: string): string {
  const known = stems.get(word);
  if (known !== undefined) return known;
  if (stems.size >= mostStems) stems.clear();
  // Numbers and identifiers carry their meaning in their last characters.
  const stem = /\d/.test(word) ? word : stemmer(word);
  stems.set(word, stem);
  return stem;
}
