export { languageRail, type LanguageRailOptions } from './language-rail.ts';
export { loadLanguageDetector, type LanguageDetector, type LanguageGuess } from './detector.ts';
