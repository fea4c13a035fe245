import { hateIn, type Reason } from './hate.ts';
import { harassmentIn, phraseIn, violenceIn, wordIn } from './other-categories.ts';
import type { WordTag } from './lexicon.ts';
import { readWords, type ModerationWord } from './read-words.ts';
import { createRecent } from '../text/recent.ts';
import { targets, type HateContext } from './targets.ts';
import { hatefulPhrases, otherPhrases } from './words.ts';

/** What moderation looks for. */
export type ModerationCategory = 'hate' | 'harassment' | 'violence' | 'self-harm' | 'sexual' | 'profanity';

/** All categories. */
export const moderationCategories: readonly ModerationCategory[] = [
  'hate',
  'harassment',
  'violence',
  'self-harm',
  'sexual',
  'profanity',
];

/** What was found of each category, with the rule that found it; nothing for the others. */
export type ModerationFindings = Partial<Readonly<Record<ModerationCategory, Reason>>>;

/** Moderates the sentences of one text in their order: "they" are who the sentence before was about. */
export interface Moderator {
  judge(sentence: string): ModerationFindings;
}

/** Sentences that are kept in mind, and how long they may be. */
const SENTENCES = 64;
const LONGEST_KEPT = 128;
/** Sentences that a group stays the subject for. */
const CARRIED = 2;

/** A moderator with no memory of other texts. */
export function createModerator(): Moderator {
  let carried = 0;
  const wordsOf = createRecent(SENTENCES, LONGEST_KEPT, readWords);
  return {
    judge(sentence) {
      const words = wordsOf(sentence);
      const context: HateContext = { isAboutGroup: carried > 0 };
      if (!words.some(isEvidence)) {
        carried = carriedOver(words, carried);
        return {};
      }
      const text = ` ${words.map((word) => word.form.replaceAll('-', ' ')).join(' ')} `;
      carried = carriedOver(words, carried);
      const found: Partial<Record<ModerationCategory, Reason>> = {};
      const put = (category: ModerationCategory, reason: Reason | undefined): void => {
        if (reason !== undefined) found[category] = reason;
      };
      put('hate', hateIn(words, context));
      put('harassment', harassmentIn(words, text));
      put('violence', violenceIn(words, text));
      put('self-harm', phraseIn(text, 'self-harm'));
      put('sexual', phraseIn(text, 'sexual') ?? wordIn(words, 'sexual'));
      put('profanity', wordIn(words, 'profanity'));
      return found;
    },
  };
}

function carriedOver(words: readonly ModerationWord[], carried: number): number {
  return targets(words, { isAboutGroup: false }).size > 0 ? CARRIED : Math.max(0, carried - 1);
}

/** Words that no finding is made of: by themselves they leave only phrases to look for. */
const neutral: ReadonlySet<WordTag> = new Set<WordTag>([
  'group',
  'groupAdjective',
  'person',
  'otherGroup',
  'pronoun',
  'modal',
  'condemning',
  'speaking',
  'welcoming',
]);
let firstWords: ReadonlySet<string> | undefined;

/** Whether a finding could be made of this word, or a phrase begins with it. */
function isEvidence({ form, tags }: ModerationWord): boolean {
  for (const tag of tags) if (!neutral.has(tag)) return true;
  firstWords ??= new Set(
    [...hatefulPhrases, ...Object.values(otherPhrases).flat()].map((phrase) => phrase.split(' ')[0] ?? ''),
  );
  return firstWords.has(form);
}

const sentenceEnds = /(?<=[.!?…]["”’')\]]{0,3})\s+|\n+/;

/**
 * What a text holds of each category, by words and rules alone: a baseline, see its measured figures. The strongest
 * finding of any of its sentences counts.
 * @example
 * ```ts
 * import { moderateText } from '@org/ai-guardrails';
 *
 * console.log(moderateText('What a lovely day.').harassment?.score ?? 0); // 0
 * ```
 */
export function moderateText(text: string): ModerationFindings {
  return strongestOf(createModerator(), sentencesIn(text));
}

/** The strongest finding of each category over sentences that follow one another. */
export function strongestOf(moderator: Moderator, sentences: readonly string[]): ModerationFindings {
  const strongest: Partial<Record<ModerationCategory, Reason>> = {};
  for (const sentence of sentences) {
    const findings = moderator.judge(sentence);
    for (const category of moderationCategories) {
      const found = findings[category];
      if (found !== undefined && found.score > (strongest[category]?.score ?? 0)) strongest[category] = found;
    }
  }
  return strongest;
}

/** The sentences of a text, roughly. */
export function sentencesIn(text: string): readonly string[] {
  return text.split(sentenceEnds);
}
