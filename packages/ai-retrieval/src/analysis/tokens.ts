// Letters, digits and marks of any script; an apostrophe between letters and a point or comma between digits stay inside a token (Unicode annex 29, the part that matters for search).
const token = /[\p{L}\p{N}\p{M}_]+(?:(?:['’](?=\p{L})|(?<=\p{N})[.,](?=\p{N}))[\p{L}\p{N}\p{M}_]+)*/gu;
const ideographs = /[\p{Script=Han}\p{Script=Hiragana}]/u;
const isAscii = /^[a-z0-9_]+$/;
const thousands = /^\d{1,3}(?:,\d{3})+(?:\.\d+)?$/;
const longestToken = 255;

/** The words of a text, in order, in lower case and Unicode's compatibility form. Ideographs stand alone; what is longer than 255 characters is no word. */
export function* tokensOf(text: string): Generator<string> {
  for (const [raw] of text.matchAll(token)) {
    if (raw.length > longestToken) continue;
    const word = raw.toLowerCase();
    if (isAscii.test(word)) {
      yield word;
      continue;
    }
    const folded = word
      .normalize('NFKC')
      .replace(/['’]s$/, '')
      .replaceAll('’', "'");
    if (ideographs.test(folded)) yield* ideographTokens(folded);
    else yield thousands.test(folded) ? folded.replaceAll(',', '') : folded;
  }
}

/** Each ideograph is a word; what stands between them stays together. */
function* ideographTokens(word: string): Generator<string> {
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
