import { AiError } from '@org/ai-core';
import type { JudgeRail, MatchAction, Rail, Stage } from '../rail/rail.ts';
import { loadLanguageDetector, type LanguageDetector, type LanguageGuess } from './detector.ts';

/** Which languages a text may be in. */
export interface LanguageRailOptions {
  /** Codes of ISO 639-1: `en`, `de`, ... */
  readonly allowed: readonly string[];
  /** Letters that a text must have before it is judged; shorter ones pass. @defaultValue 40 */
  readonly minLetters?: number | undefined;
  /** @defaultValue block */
  readonly action?: MatchAction | undefined;
  /** @defaultValue `eld` */
  readonly detector?: LanguageDetector | undefined;
  /** @defaultValue `language` */
  readonly id?: string | undefined;
  /** @defaultValue input and output */
  readonly stages?: readonly Stage[] | undefined;
  /** @defaultValue enforce */
  readonly mode?: Rail['mode'] | undefined;
  /** @defaultValue closed */
  readonly onError?: Rail['onError'] | undefined;
}

/** Letters beyond which more text makes no guess better. */
const WINDOW = 400;
/** Texts of which the guess is remembered, while one text is judged. */
const MOST_REMEMBERED = 32;

/**
 * Holds texts to some languages, sentence by sentence. A sentence that is too short is judged together with what stands
 * before it; code, numbers and names are no language, and a guess that the detector itself does not trust counts for nothing.
 * @throws AiError `invalid-input` for a code that is none, `unsupported` without the peer `eld` or a detector of one's own
 * @example
 * ```ts
 * import { createGuard } from '@org/ai-guardrails';
 * import { languageRail } from '@org/ai-guardrails/language';
 *
 * const guard = createGuard({ rails: [await languageRail({ allowed: ['en', 'de'] })] });
 * console.log(guard.maxHeldUnits('output'));
 * ```
 */
export async function languageRail(options: LanguageRailOptions): Promise<Rail> {
  const { allowed, minLetters = 40, action = 'block' } = options;
  if (allowed.length === 0 || allowed.some((code) => !/^[a-z]{2}$/.test(code))) {
    throw new AiError('invalid-input', 'allowed takes codes of two letters, at least one, such as "en"');
  }
  const detector = options.detector ?? (await loadLanguageDetector());
  const codes = new Set(allowed);
  const guessOf = (letters: string): LanguageGuess | undefined =>
    letters.replace(/\s/g, '').length < minLetters ? undefined : detector.detect(letters.slice(-WINDOW));
  const rail: JudgeRail = {
    id: options.id ?? 'language',
    stages: options.stages ?? ['input', 'output'],
    mode: options.mode ?? 'enforce',
    onError: options.onError ?? 'closed',
    unit: 'sentence',
    maxUnit: 1_000,
    open() {
      const guessWith = remembered(MOST_REMEMBERED, (text) => guessOf(lettersOf(text)));
      return {
        judge({ text, before }) {
          if (text.trim() === '') return [];
          const own = lettersOf(text);
          if (own === '') return [];
          const guess = own.length >= minLetters ? guessOf(own) : guessWith(`${before.slice(-WINDOW)}${text}`);
          if (guess === undefined) return [];
          const { language, isReliable } = guess;
          if (language === '' || !isReliable || codes.has(language)) return [];
          const start = text.length - text.trimStart().length;
          const end = text.trimEnd().length;
          if (end <= start) return [];
          return [
            {
              start,
              end,
              rule: `language-${language}`,
              label: 'LANGUAGE',
              score: 0.9,
              action,
              replacement: '[other language]',
            },
          ];
        },
      };
    },
  };
  return rail;
}

/** Asks once about what comes again, as short sentences with the same text before them do; forgets all when it is full. */
function remembered<Value>(most: number, ask: (text: string) => Value): (text: string) => Value {
  const answers = new Map<string, { readonly value: Value }>();
  return (text) => {
    const known = answers.get(text);
    if (known !== undefined) return known.value;
    if (answers.size >= most) answers.clear();
    const value = ask(text);
    answers.set(text, { value });
    return value;
  };
}

/** The words of a text alone, without code, addresses and what holds digits. */
function lettersOf(text: string): string {
  const words = text.replace(/`[^`]{0,1000}`/g, ' ').match(/\S+/g) ?? [];
  return words
    .filter((word) => !/[\d/\\@_=<>{}()[\]#$]|\w[.:]\w/.test(word))
    .join(' ')
    .replace(/[^\p{L}\p{M}\s'’-]/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim();
}
