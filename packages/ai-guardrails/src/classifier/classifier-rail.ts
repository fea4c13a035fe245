import { AiError, type TextClassifier } from '@org/ai-core';
import type { JudgeRail, MatchAction, Rail, RailMatch, Stage, TextUnit } from '../rail/rail.ts';

/** What a label of a classifier means to a rail. */
export interface ClassifierRule {
  /** Least score, from 0 to 1, from which the label counts. */
  readonly threshold: number;
  readonly action: MatchAction;
}

/** How a classifier judges texts. */
export interface ClassifierRailOptions {
  readonly classifier: TextClassifier;
  /** By label of the classifier; its other labels are passed over. */
  readonly rules: Readonly<Record<string, ClassifierRule>>;
  /** What it is shown at a time: the classifier is called once for each, never for each delta. @defaultValue `paragraph` */
  readonly unit?: JudgeRail['unit'] | undefined;
  /** Longest unit, in UTF-16 units. @defaultValue that of {@link JudgeRail.maxUnit} */
  readonly maxUnit?: number | undefined;
  /** @defaultValue `classifier:` and the classifier's id */
  readonly id?: string | undefined;
  /** @defaultValue input, retrieval, tool-result and output */
  readonly stages?: readonly Stage[] | undefined;
  /** @defaultValue enforce */
  readonly mode?: Rail['mode'] | undefined;
  /** What a fault, a time-out or a text that the classifier cut means. @defaultValue closed */
  readonly onError?: Rail['onError'] | undefined;
  /** Time limit of one judgement, in milliseconds. @defaultValue 2,000 */
  readonly timeoutMs?: number | undefined;
}

/**
 * Judges texts by any classifier: for planted instructions, moderation, topics. It adds to the rules and never carries
 * the guarantee alone. Units are cut by the guard; a text of white space is not sent.
 * @throws AiError `invalid-input` for a rule whose label the classifier does not have, or a threshold outside of 0 to 1
 * @example
 * ```ts
 * import type { TextClassifier } from '@org/ai-core';
 * import { classifierRail, createGuard } from '@org/ai-guardrails';
 *
 * declare const classifier: TextClassifier;
 * const rail = classifierRail({ classifier, rules: { attack: { threshold: 0.9, action: 'block' } }, stages: ['input'] });
 * console.log(createGuard({ rails: [rail] }).maxHeldUnits('input'));
 * ```
 */
export function classifierRail(options: ClassifierRailOptions): Rail {
  const { classifier, rules } = options;
  const id = options.id ?? `classifier:${classifier.id}`;
  checkRules(id, classifier, rules);
  return {
    id,
    stages: options.stages ?? ['input', 'retrieval', 'tool-result', 'output'],
    mode: options.mode ?? 'enforce',
    onError: options.onError ?? 'closed',
    timeoutMs: options.timeoutMs ?? 2_000,
    unit: options.unit ?? 'paragraph',
    maxUnit: options.maxUnit,
    open: ({ context, signal }) => ({
      judge(unit): readonly RailMatch[] | Promise<readonly RailMatch[]> {
        if (unit.text.trim() === '') return [];
        return ask(unit, options, { ...context, signal });
      },
    }),
  };
}

type Context = Parameters<TextClassifier['classify']>[1];

async function ask(unit: TextUnit, options: ClassifierRailOptions, context: Context): Promise<readonly RailMatch[]> {
  const { classifier, rules } = options;
  const { scores, truncated } = await classifier.classify({ texts: [unit.text] }, context);
  const [own] = scores;
  if (own === undefined || scores.length !== 1) {
    throw new AiError(
      'protocol',
      `classifier "${classifier.id}" returned scores for another number of texts than it was given`,
    );
  }
  if (truncated.length > 0) {
    throw new AiError('payload-too-large', `classifier "${classifier.id}" cut the text; lower maxUnit of its rail`);
  }
  const start = unit.text.length - unit.text.trimStart().length;
  const end = unit.text.trimEnd().length;
  return Object.entries(rules).flatMap(([label, { threshold, action }]): RailMatch[] => {
    const score = own[label];
    if (typeof score !== 'number' || !(score >= 0 && score <= 1)) {
      throw new AiError(
        'protocol',
        `classifier "${classifier.id}" gave no score from 0 to 1 for its label ${JSON.stringify(label)}`,
      );
    }
    if (score < threshold) return [];
    return [{ start, end, rule: classifier.id, label: label.toUpperCase(), score, action }];
  });
}

function checkRules(id: string, classifier: TextClassifier, rules: ClassifierRailOptions['rules']): void {
  if (Object.keys(rules).length === 0)
    throw new AiError('invalid-input', `rail "${id}" needs at least one label in rules`);
  for (const [label, { threshold }] of Object.entries(rules)) {
    if (!classifier.labels.includes(label)) {
      throw new AiError(
        'invalid-input',
        `rules names ${JSON.stringify(label)}, which is no label of the classifier; it has ${classifier.labels.join(', ')}`,
      );
    }
    if (!(threshold >= 0 && threshold <= 1)) {
      throw new AiError('invalid-input', `the threshold of rule ${JSON.stringify(label)} must be from 0 to 1`);
    }
  }
}
