import { AiError, type TextClassifier } from '@org/ai-core';
import type { JudgeRail, MatchAction, Rail, RailMatch } from '../../rail/rail.ts';
import { railBase, type OutputRailOptions } from '../rail-options.ts';
import { createTopicIndex, type Topics } from './terms.ts';

/** Which topics a text may be about. */
export interface TopicRailOptions extends OutputRailOptions {
  /** Topics that must not come up, each with its terms. @defaultValue none */
  readonly deny?: Topics | undefined;
  /** Topics of which one must come up in the first sentences. The rail then waits for the whole text. @defaultValue any */
  readonly allow?: Topics | undefined;
  /** How much of a text must show an allowed topic. @defaultValue 3 sentences */
  readonly sentences?: number | undefined;
  /** Tells topics by meaning where terms do not: its labels are the names of the topics. @defaultValue terms alone */
  readonly classifier?: TextClassifier | undefined;
  /** Least score of a label of the classifier. @defaultValue 0.5 */
  readonly threshold?: number | undefined;
  /** @defaultValue block */
  readonly action?: MatchAction | undefined;
}

const LONGEST_WHOLE = 50_000;
const MARKER = '[topic removed]';

/**
 * Keeps a conversation to its topics. A denied topic is found by its terms, as whole words in any of their forms, and a
 * finding is the sentence around it; with `allow`, a text whose first sentences name none of the allowed topics is off
 * topic. Greetings are off topic too: give a topic for them where they are welcome.
 * @throws AiError `invalid-input` without a topic, or for a term without a word
 * @example
 * ```ts
 * import { createGuard, topicRail } from '@org/ai-guardrails';
 *
 * const rail = topicRail({ deny: { gambling: ['casino', 'bet', 'slot machine'] }, stages: ['input', 'output'] });
 * console.log(createGuard({ rails: [rail] }).maxHeldUnits('output'));
 * ```
 */
export function topicRail(options: TopicRailOptions): Rail {
  const { deny = {}, allow, sentences = 3, classifier, threshold = 0.5, action = 'block' } = options;
  if (Object.keys(deny).length === 0 && Object.keys(allow ?? {}).length === 0) {
    throw new AiError('invalid-input', 'topicRail needs deny or allow with at least one topic');
  }
  const denied = createTopicIndex(deny, 'deny');
  const allowed = createTopicIndex(allow ?? {}, 'allow');
  const rail: JudgeRail = {
    ...railBase(options, 'topic', ['input', 'output']),
    unit: allow !== undefined ? 'whole' : classifier !== undefined ? 'paragraph' : 'sentence',
    ...(allow === undefined ? {} : { maxUnit: LONGEST_WHOLE }),
    open: ({ context }) => ({
      judge({ text }) {
        if (text.trim() === '') return [];
        const found: RailMatch[] = [];
        const sighting = denied.find(text);
        if (sighting !== undefined) {
          const span = allow === undefined ? { start: 0, end: text.length } : sentenceAround(text, sighting.start);
          found.push(matchOf(text, span, 'denied-topic', sighting.topic, 1, action));
        }
        const isOffTopic = allow !== undefined && allowed.find(headOf(text, sentences)) === undefined;
        const offTopic = (): RailMatch =>
          matchOf(text, { start: 0, end: text.length }, 'off-topic', 'OFF_TOPIC', 1, action);
        if (classifier === undefined) return isOffTopic ? [...found, offTopic()] : found;
        return classifier
          .classify({ texts: [headOf(text, isOffTopic ? sentences : Infinity)] }, context)
          .then(({ scores }) => {
            const isMet = (topic: string): boolean => (scores[0]?.[topic] ?? 0) >= threshold;
            for (const topic of Object.keys(deny)) {
              if (sighting?.topic === topic || !isMet(topic)) continue;
              found.push(
                matchOf(text, { start: 0, end: text.length }, 'denied-topic', topic, scores[0]?.[topic] ?? 1, action),
              );
            }
            return isOffTopic && !Object.keys(allow).some(isMet) ? [...found, offTopic()] : found;
          });
      },
    }),
  };
  return rail;
}

function matchOf(
  text: string,
  span: { readonly start: number; readonly end: number },
  rule: string,
  topic: string,
  score: number,
  action: MatchAction,
): RailMatch {
  const inner = text.slice(span.start, span.end);
  const start = span.start + inner.length - inner.trimStart().length;
  const end = span.start + inner.trimEnd().length;
  return { start, end, rule, label: topic, score, action, replacement: MARKER };
}

const sentenceEnd = /[.!?…](?=\s)|[。！？\n]/g;

/** The first sentences of a text. */
function headOf(text: string, sentences: number): string {
  let count = 0;
  let previous = -1;
  for (const end of text.matchAll(sentenceEnd)) {
    if (end.index > previous + 2) count++;
    previous = end.index;
    if (count >= sentences) return text.slice(0, end.index + 1);
  }
  return text;
}

function sentenceAround(text: string, at: number): { readonly start: number; readonly end: number } {
  let start = 0;
  for (const end of text.matchAll(sentenceEnd)) {
    if (end.index >= at) return { start, end: end.index + 1 };
    start = end.index + 1;
  }
  return { start, end: text.length };
}
