import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Texts to embed. */
export interface TextSet {
  readonly name: string;
  readonly texts: readonly string[];
  readonly note: string;
}

const vocabulary = wordsOf(4_000);

/** Texts whose lengths in words are log-normal (median 48, sigma 1.0, at most 510), as chunks and messages are; the same for a seed. */
export function lognormalSet(count: number, seed: number): TextSet {
  const random = createRandom(seed);
  const normal = (): number => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const lengths = Array.from({ length: count }, () => Math.max(1, Math.min(510, Math.round(48 * Math.exp(normal())))));
  return { name: 'lognormal', texts: lengths.map((length) => textOf(length, random)), note: `${String(count)} texts` };
}

/** Texts of 126 words each: 128 tokens with the special ones. */
export function uniformSet(count: number, seed: number): TextSet {
  const random = createRandom(seed);
  return {
    name: 'uniform',
    texts: Array.from({ length: count }, () => textOf(126, random)),
    note: `${String(count)} texts of 128 tokens`,
  };
}

/** Abstracts of the Cranfield collection from the folder of labelled data; without it, texts with lengths like theirs (a mean of 180 words, from 40 to 400). */
export function cranfieldSet(count: number, dataDirectory: string | undefined, seed: number): TextSet {
  const path = [dataDirectory, join(dataDirectory ?? '', 'cranfield'), join(dataDirectory ?? '', 'ir', 'cranfield')]
    .map((folder) => (folder === undefined ? '' : join(folder, 'docs.jsonl')))
    .find((file) => file !== '' && dataDirectory !== undefined && existsSync(file));
  if (path !== undefined) {
    const documents = readFileSync(path, 'utf8')
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => (JSON.parse(line) as { readonly text: string }).text)
      .filter((text) => text.length > 100);
    const step = Math.max(1, Math.floor(documents.length / count));
    const texts = Array.from({ length: count }, (_, index) => documents[index * step] ?? '').filter(
      (text) => text !== '',
    );
    return { name: 'cranfield', texts, note: `${String(texts.length)} abstracts of the Cranfield collection` };
  }
  const random = createRandom(seed);
  const lengths = Array.from({ length: count }, () =>
    Math.round(40 + 360 * ((random() + random() + random() + random()) / 4) ** 1.35),
  );
  return {
    name: 'cranfield',
    texts: lengths.map((length) => textOf(length, random)),
    note: `${String(count)} texts with lengths like Cranfield's abstracts (with --data the abstracts themselves)`,
  };
}

/** The words that the texts are made of, so that each is one token of the model's vocabulary. */
export function setVocabulary(): readonly string[] {
  return vocabulary;
}

function textOf(length: number, random: () => number): string {
  // Few words are frequent and many are rare, as in any language.
  return Array.from({ length }, () => vocabulary[Math.floor(vocabulary.length * random() ** 3)] ?? '').join(' ');
}

function wordsOf(count: number): readonly string[] {
  const random = createRandom(11);
  const consonants = 'bdfgklmnprstvz';
  const vowels = 'aeiou';
  const words = new Set<string>();
  while (words.size < count) {
    const syllables = 1 + Math.floor(random() * 3);
    let word = '';
    for (let syllable = 0; syllable < syllables; syllable += 1)
      word += `${consonants[Math.floor(random() * consonants.length)] ?? ''}${vowels[Math.floor(random() * vowels.length)] ?? ''}`;
    words.add(word);
  }
  return [...words];
}

function createRandom(seed: number): () => number {
  let state = seed >>> 0 || 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 4_294_967_296;
  };
}
