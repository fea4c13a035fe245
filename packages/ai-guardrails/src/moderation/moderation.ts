import { AiError, type TextClassifier } from '@org/ai-core';
import type { JudgeRail, MatchAction, Rail, RailMatch, Stage } from '../rail/rail.ts';
import {
  createModerator,
  moderationCategories,
  sentencesIn,
  strongestOf,
  type ModerationCategory,
} from './moderate.ts';

/** How moderation works. */
export interface ModerationRailOptions {
  /** @defaultValue hate, harassment, violence, self-harm and sexual: profanity is a matter of tone */
  readonly categories?: readonly ModerationCategory[] | undefined;
  /** Least score, from 0 to 1, for all categories or by category. @defaultValue 0.5 */
  readonly threshold?: number | Partial<Readonly<Record<ModerationCategory, number>>> | undefined;
  /**
   * A model whose labels are the names of categories (others are passed over). It is asked by paragraph; the rules still
   * speak, and the higher score counts.
   * @defaultValue the rules alone
   */
  readonly classifier?: TextClassifier | undefined;
  /** @defaultValue block */
  readonly action?: MatchAction | undefined;
  /** @defaultValue `moderation` */
  readonly id?: string | undefined;
  /** @defaultValue input and output */
  readonly stages?: readonly Stage[] | undefined;
  /** @defaultValue enforce */
  readonly mode?: Rail['mode'] | undefined;
  /** @defaultValue closed */
  readonly onError?: Rail['onError'] | undefined;
  /** Time limit of one judgement, for the classifier. @defaultValue none */
  readonly timeoutMs?: number | undefined;
}

const MARKER = '[removed]';
const usual: readonly ModerationCategory[] = ['hate', 'harassment', 'violence', 'self-harm', 'sexual'];

/**
 * Stops sentences that attack people for who they are, insult or threaten somebody, speak of harming oneself, or are
 * sexually explicit. By itself it knows words, who they are aimed at, negation, quotation and counter-speech, in English:
 * a modest baseline whose misses and false alarms are published; put a `classifier` behind it where it matters.
 * Naming a group flags nothing.
 * @throws AiError `invalid-input` for an unknown category or a threshold outside of 0 to 1
 * @example
 * ```ts
 * import { createGuard, moderationRail } from '@org/ai-guardrails';
 *
 * const guard = createGuard({ rails: [moderationRail({ categories: ['hate', 'violence'], action: 'report' })] });
 * console.log(guard.maxHeldUnits('output'));
 * ```
 */
export function moderationRail(options: ModerationRailOptions = {}): Rail {
  const { categories = usual, classifier, action = 'block' } = options;
  for (const category of categories) {
    if (!moderationCategories.includes(category)) {
      throw new AiError(
        'invalid-input',
        `categories has no "${category}"; there are ${moderationCategories.join(', ')}`,
      );
    }
  }
  const thresholdOf = (category: ModerationCategory): number =>
    typeof options.threshold === 'object' ? (options.threshold[category] ?? 0.5) : (options.threshold ?? 0.5);
  if (categories.some((category) => !(thresholdOf(category) >= 0 && thresholdOf(category) <= 1))) {
    throw new AiError('invalid-input', 'threshold must be a number from 0 to 1');
  }
  const rail: JudgeRail = {
    id: options.id ?? 'moderation',
    stages: options.stages ?? ['input', 'output'],
    mode: options.mode ?? 'enforce',
    onError: options.onError ?? 'closed',
    timeoutMs: options.timeoutMs,
    unit: classifier === undefined ? 'sentence' : 'paragraph',
    open({ context }) {
      const moderator = createModerator();
      return {
        judge({ text }) {
          if (text.trim() === '') return [];
          const lexical = strongestOf(moderator, classifier === undefined ? [text] : sentencesIn(text));
          const matchesOf = (scores: Readonly<Record<string, number>>): readonly RailMatch[] =>
            categories.flatMap((category) => {
              const reason = lexical[category];
              const score = Math.max(reason?.score ?? 0, scores[category] ?? 0);
              if (score < thresholdOf(category) || score === 0) return [];
              const rule = reason?.score === score ? `${category}-${reason.rule}` : `${category}-classifier`;
              return [matchOf(text, rule, category, Math.min(1, score), action)];
            });
          if (classifier === undefined) return matchesOf({});
          return classifier.classify({ texts: [text] }, context).then(({ scores }) => matchesOf(scores[0] ?? {}));
        },
      };
    },
  };
  return rail;
}

function matchOf(text: string, rule: string, category: string, score: number, action: MatchAction): RailMatch {
  const start = text.length - text.trimStart().length;
  const label = category.toUpperCase().replaceAll('-', '_');
  return { start, end: text.trimEnd().length, rule, label, score, action, replacement: MARKER };
}
