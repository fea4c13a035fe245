import { AiError } from '@org/ai-core';
import { createAnalyser, type Analyser } from './analyser.ts';
import { englishAnalyser } from './english.ts';

/** The languages that words can be reduced in, as ISO 639-1 codes. */
export const languages = [
  'en',
  'da',
  'de',
  'es',
  'fi',
  'fr',
  'hu',
  'it',
  'nl',
  'no',
  'pt',
  'ro',
  'ru',
  'sv',
  'tr',
] as const;
/** A language whose words search reduces to their stems. */
export type Language = (typeof languages)[number];

interface Rules {
  readonly stemmer: (word: string) => string;
  readonly stopwords: readonly string[];
}

const load = async (
  stemmer: Promise<{ readonly stemmer: (word: string) => string }>,
  stopWords: Promise<{ readonly stopwords: readonly string[] }>,
): Promise<Rules> => ({ stemmer: (await stemmer).stemmer, stopwords: (await stopWords).stopwords });

// Written out, so that a bundler finds what may be loaded.
const rules: Readonly<Record<Exclude<Language, 'en'>, () => Promise<Rules>>> = {
  da: () => load(import('@orama/stemmers/danish'), import('@orama/stopwords/danish')),
  de: () => load(import('@orama/stemmers/german'), import('@orama/stopwords/german')),
  es: () => load(import('@orama/stemmers/spanish'), import('@orama/stopwords/spanish')),
  fi: () => load(import('@orama/stemmers/finnish'), import('@orama/stopwords/finnish')),
  fr: () => load(import('@orama/stemmers/french'), import('@orama/stopwords/french')),
  hu: () => load(import('@orama/stemmers/hungarian'), import('@orama/stopwords/hungarian')),
  it: () => load(import('@orama/stemmers/italian'), import('@orama/stopwords/italian')),
  nl: () => load(import('@orama/stemmers/dutch'), import('@orama/stopwords/dutch')),
  no: () => load(import('@orama/stemmers/norwegian'), import('@orama/stopwords/norwegian')),
  pt: () => load(import('@orama/stemmers/portuguese'), import('@orama/stopwords/portuguese')),
  ro: () => load(import('@orama/stemmers/romanian'), import('@orama/stopwords/romanian')),
  ru: () => load(import('@orama/stemmers/russian'), import('@orama/stopwords/russian')),
  sv: () => load(import('@orama/stemmers/swedish'), import('@orama/stopwords/swedish')),
  tr: () => load(import('@orama/stemmers/turkish'), import('@orama/stopwords/turkish')),
};

// An article before a vowel: l'eau, dell'acqua.
const elided = /^(?:l|d|j|m|t|s|n|c|qu|jusqu|lorsqu|puisqu|un|all|dall|dell|nell|sull|gl|quest|quell)'(?=.)/;
const trim = (word: string): string => word.replace(elided, '');

/**
 * The analyser of a language: English is built in, the others reduce words by Snowball's rules from the optional peers `@orama/stemmers` and `@orama/stopwords`.
 *
 * @throws AiError `invalid-input` for another language, `unsupported` when the peers are not installed
 */
export async function openAnalyser(language: Language = 'en'): Promise<Analyser> {
  if (!languages.includes(language)) {
    throw new AiError('invalid-input', `language must be one of ${languages.join(', ')}`);
  }
  if (language === 'en') return englishAnalyser;
  let loaded: Rules;
  try {
    loaded = await rules[language]();
  } catch (error) {
    throw new AiError(
      'unsupported',
      'a language other than "en" needs the packages @orama/stemmers and @orama/stopwords; install them beside @org/ai-retrieval',
      { cause: error },
    );
  }
  const isElided = language === 'fr' || language === 'it';
  return createAnalyser({
    version: `${language}-2`,
    stem: loaded.stemmer,
    stopWords: new Set(loaded.stopwords),
    ...(isElided && { trim }),
  });
}
