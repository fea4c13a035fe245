import { AiError } from '@org/ai-core';

/** The language that a text seems to be in: a code of ISO 639-1, or an empty string where there is none to tell. */
export interface LanguageGuess {
  readonly language: string;
  readonly isReliable: boolean;
}

/** Tells languages. */
export interface LanguageDetector {
  detect(text: string): LanguageGuess;
}

/**
 * Loads the detector of the optional peer `eld` (60 languages, by letter groups) in its medium size, once.
 * @throws AiError `unsupported` when `eld` is not installed
 */
export async function loadLanguageDetector(
  load: () => Promise<{ readonly eld: EldInstance }> = () => import('eld/medium'),
): Promise<LanguageDetector> {
  let eld: EldInstance;
  try {
    ({ eld } = await load());
  } catch (error) {
    throw new AiError('unsupported', 'languageRail needs the package "eld"; install it with: npm install eld', {
      cause: error,
    });
  }
  return {
    detect(text) {
      const result = eld.detect(text);
      return { language: result.language, isReliable: result.isReliable() };
    },
  };
}

interface EldInstance {
  detect(text: string): { readonly language: string; isReliable(): boolean };
}
