import type { JudgeRail, MatchAction, Rail } from '../../rail/rail.ts';
import { railBase, type OutputRailOptions } from '../rail-options.ts';
import { exceptions, openings, otherScripts } from './phrases.ts';

/** How the rail that notices refusals works. */
export interface RefusalRailOptions extends OutputRailOptions {
  /** How many sentences from the start are looked at: a refusal is said first. @defaultValue 3 */
  readonly sentences?: number | undefined;
  /** @defaultValue report */
  readonly action?: MatchAction | undefined;
}

const MARKER = '[refusal removed]';

/**
 * Notices when an answer refuses, so that it can be counted, answered otherwise, or routed to a person: by wording, in
 * English, German, French, Spanish, Portuguese, Italian, Dutch, Polish, Russian, Japanese, Chinese and Korean. It says
 * nothing about whether the refusal was right.
 * @example
 * ```ts
 * import { createGuard, refusalRail } from '@org/ai-guardrails';
 *
 * const guard = createGuard({ rails: [refusalRail()] });
 * console.log(guard.maxHeldUnits('output'));
 * ```
 */
export function refusalRail(options: RefusalRailOptions = {}): Rail {
  const { action = 'report', sentences = 3 } = options;
  const rail: JudgeRail = {
    ...railBase(options, 'refusal'),
    // A finding that is only reported need not hold anything back.
    mode: options.mode ?? (action === 'report' ? 'monitor' : 'enforce'),
    unit: 'sentence',
    maxUnit: 1_000,
    open() {
      let left = sentences;
      return {
        judge({ text, isContinuation }) {
          if (left <= 0 || text.trim() === '') return [];
          if (!isContinuation) left--;
          if (!isRefusal(text)) return [];
          const start = text.length - text.trimStart().length;
          const end = text.trimEnd().length;
          return [{ start, end, rule: 'refusal-wording', label: 'REFUSAL', score: 0.9, action, replacement: MARKER }];
        },
      };
    },
  };
  return rail;
}

/** Whether a sentence words a refusal of its speaker. */
export function isRefusal(sentence: string): boolean {
  const lower = sentence.toLowerCase().replace(/[’‘`´]/g, "'");
  if (otherScripts.some((pattern) => pattern.test(lower))) return true;
  // Between quotation marks it is somebody else who speaks.
  const plain = lower
    .replace(/["“”„«»][^"“”„«»]{0,400}["“”„«»]/g, ' ')
    .normalize('NFD')
    .replace(/[\u0300-\u036f*_]/g, '')
    .replace(/\s+/g, ' ');
  return openings.some((pattern) => pattern.test(plain)) && !exceptions.some((pattern) => pattern.test(plain));
}
