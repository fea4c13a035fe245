import type { JudgeRail, MatchAction, Rail, RailMatch, Stage } from '../rail/rail.ts';
import { findHiddenText } from './hidden-text.ts';
import type { Sighting } from './rules.ts';
import { glanceAt, sightingIn } from './sighting.ts';

/** How the rail against planted instructions works. */
export interface InjectionRailOptions {
  /** What happens to instruction-like sentences outside of what users write. @defaultValue redact */
  readonly action?: MatchAction | undefined;
  /** What happens to them in what users write. @defaultValue report */
  readonly inputAction?: MatchAction | undefined;
  /** Least score, from 0 to 1, for which anything happens; below it a finding is reported only. @defaultValue 0.5 */
  readonly threshold?: number | undefined;
  /** @defaultValue `injection` */
  readonly id?: string | undefined;
  /** @defaultValue input, retrieval and tool-result */
  readonly stages?: readonly Stage[] | undefined;
  /** @defaultValue enforce */
  readonly mode?: Rail['mode'] | undefined;
  /** @defaultValue closed */
  readonly onError?: Rail['onError'] | undefined;
}

const LABEL = 'INJECTION';
const MARKER = '[instruction removed]';
const STRONG = 0.7;
const nothing: readonly RailMatch[] = [];

/**
 * Finds sentences in retrieved text that read as orders to an assistant: to ignore its instructions, to give them
 * away, to send data out, to answer a question in a certain way, forged role markers, and text that only a machine
 * sees. Each such sentence is replaced by `[instruction removed]`; what users write is only reported on by default.
 *
 * Detection by wording is no guarantee: harmless-sounding orders are not to be told from content. What carries the
 * guarantee is the origin that each passage keeps, the egress rail, and citations that are checked against their source.
 * @example
 * ```ts
 * import { createGuard, injectionRail } from '@org/ai-guardrails';
 *
 * const guard = createGuard({ rails: [injectionRail({ inputAction: 'block' })] });
 * console.log(guard.maxHeldUnits('retrieval'));
 * ```
 */
export function injectionRail(options: InjectionRailOptions = {}): Rail {
  const { threshold = 0.5, action = 'redact', inputAction = 'report' } = options;
  const rail: JudgeRail = {
    id: options.id ?? 'injection',
    stages: options.stages ?? ['input', 'retrieval', 'tool-result'],
    mode: options.mode ?? 'enforce',
    onError: options.onError ?? 'closed',
    unit: 'sentence',
    maxUnit: 1_000,
    open({ stage }) {
      const proposed = stage === 'input' ? inputAction : action;
      /** The paragraph has just given an order, so that the next one belongs to it. */
      let isUnderOrders = false;
      return {
        judge(unit) {
          const text = unit.isContinuation ? unit.before + unit.text : unit.text;
          const glance = glanceAt(text);
          if (glance.isIdle && !isUnderOrders) return nothing;
          if (isUnderOrders && /^\s*\n\s*\n/.test(unit.text)) isUnderOrders = false;
          const sighting = sightingIn(text, glance, isUnderOrders);
          isUnderOrders = sighting !== undefined && (sighting.score >= STRONG || sighting.rule === 'continuation');
          const actionFor = (score: number): MatchAction => (score >= threshold ? proposed : 'report');
          const hidden = glance.isPlain ? nothing : findHiddenText(unit.text);
          const matches = hidden.map((match) => ({ ...match, action: actionFor(match.score) }));
          if (sighting === undefined) return matches;
          return [...matches, sentenceMatch(unit.text, sighting, actionFor(sighting.score))];
        },
      };
    },
  };
  return rail;
}

/** The sentence without the white space around it. */
function sentenceMatch(text: string, { rule, score }: Sighting, action: MatchAction): RailMatch {
  const start = text.length - text.trimStart().length;
  return { start, end: text.trimEnd().length, rule, label: LABEL, score, action, replacement: MARKER };
}
