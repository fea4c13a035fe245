import type { Analyser } from './analyser.ts';
import { languages, openAnalyser, type Language } from './language.ts';

/** The analysers of an index: each tenant's texts and queries go through the one that its segments were written with. */
export interface AnalyserSource {
  /** The one that reads what was written with a version. @throws AiError `unsupported` when its language is not installed */
  reading(version: string): Promise<Analyser>;
  /** The one to write with: of the language that was asked for, or else of what is there already. */
  writing(version: string | undefined): Promise<Analyser>;
}

/** Makes a source; without a language new tenants are English. */
export function createAnalyserSource(language: Language | undefined): AnalyserSource {
  return {
    reading: (version) => openAnalyser(languageOf(version)),
    writing: (version) => openAnalyser(language ?? (version === undefined ? 'en' : languageOf(version))),
  };
}

/** Versions begin with the code of their language; the first was written out. */
function languageOf(version: string): Language {
  return languages.find((language) => version.startsWith(`${language}-`)) ?? 'en';
}
