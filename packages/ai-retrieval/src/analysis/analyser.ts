import { tokensOf } from './tokens.ts';

/** Turns texts and queries into index terms, both in the same way. */
export interface Analyser {
  /** Changes whenever the terms of a text change; segments that were written with another one are written anew. */
  readonly version: string;
  /** The terms of a text, in order. */
  terms(text: string): Generator<string>;
  /** The terms of a query, in order and as often as they occur. Words that every question has are left out, unless there are no others. */
  query(text: string): readonly string[];
}

/** What makes up the analysis of a language. */
export interface AnalyserRules {
  readonly version: string;
  readonly stem: (word: string) => string;
  readonly stopWords: ReadonlySet<string>;
  /** Words that make a sentence a question and say nothing about its subject. */
  readonly questionWords?: string | undefined;
  /** Takes off an article that is written together with its noun. */
  readonly trim?: ((word: string) => string) | undefined;
}

const mostStems = 50_000;

/** Makes an analyser. Numbers and identifiers are not stemmed: they carry their meaning in their last characters. */
export function createAnalyser({ version, stem, stopWords, questionWords, trim }: AnalyserRules): Analyser {
  const stems = new Map<string, string>();
  const stemOf = (word: string): string => {
    const known = stems.get(word);
    if (known !== undefined) return known;
    if (stems.size >= mostStems) stems.clear();
    const stemmed = /\d/.test(word) ? word : stem(word);
    stems.set(word, stemmed);
    return stemmed;
  };
  function* terms(text: string): Generator<string> {
    for (const token of tokensOf(text)) {
      const word = trim === undefined ? token : trim(token);
      if (!stopWords.has(word)) yield stemOf(word);
    }
  }
  const questionTerms: ReadonlySet<string> = new Set(questionWords === undefined ? [] : terms(questionWords));
  return {
    version,
    terms,
    query(text) {
      const all = [...terms(text)];
      const content = all.filter((term) => !questionTerms.has(term));
      return content.length === 0 ? all : content;
    },
  };
}
