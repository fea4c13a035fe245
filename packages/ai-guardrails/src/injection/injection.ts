import type { JudgeRail, MatchAction, Rail, RailMatch, Stage, TextUnit } from '../rail/rail.ts';
import { createInjectionJudge } from './judge.ts';
import { createOutputJudge } from './output-judge.ts';
import { MAX_SENTENCE } from './score-injection.ts';

/** How the rail against planted instructions works. */
export interface InjectionRailOptions {
  /** What happens to instruction-like sentences outside of what users write. @defaultValue redact */
  readonly action?: MatchAction | undefined;
  /** What happens to them in what users write. @defaultValue report */
  readonly inputAction?: MatchAction | undefined;
  /** Least score, from 0 to 1, for which anything happens; below it a finding is reported only. @defaultValue 0.5 */
  readonly threshold?: number | undefined;
  /**
   * `rules` are exact and cheap; the `model` is a linear one that weighs wording and structure of requests. It is not
   * asked about what a model answers (stage `output`).
   * @defaultValue both
   */
  readonly tiers?: readonly ('rules' | 'model')[] | undefined;
  /** @defaultValue `injection` */
  readonly id?: string | undefined;
  /** @defaultValue input, retrieval and tool-result */
  readonly stages?: readonly Stage[] | undefined;
  /** @defaultValue enforce */
  readonly mode?: Rail['mode'] | undefined;
  /** @defaultValue closed */
  readonly onError?: Rail['onError'] | undefined;
}

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
  const { threshold = 0.5, action = 'redact', inputAction = 'report', tiers = ['rules', 'model'] } = options;
  const rail: JudgeRail = {
    id: options.id ?? 'injection',
    stages: options.stages ?? ['input', 'retrieval', 'tool-result'],
    mode: options.mode ?? 'enforce',
    onError: options.onError ?? 'closed',
    unit: 'sentence',
    maxUnit: MAX_SENTENCE,
    open({ stage }) {
      const proposed = stage === 'input' ? inputAction : action;
      const isOutput = stage === 'output';
      const judge = createInjectionJudge({
        rules: tiers.includes('rules'),
        model: tiers.includes('model') && !isOutput,
        encodings: !isOutput,
      });
      const findIn = (unit: TextUnit): readonly RailMatch[] =>
        judge.judge(unit).map((match): RailMatch => {
          return { ...match, action: match.score >= threshold ? proposed : 'report' };
        });
      return isOutput ? createOutputJudge(judge, findIn) : { judge: findIn };
    },
  };
  return rail;
}
