import { AiError } from '@org/ai-core';
import type { JudgeRail, Rail, RailMatch, RailScope, Stage, TextUnit } from '../rail/rail.ts';
import { createChecker, type Checker, type Vocabulary } from './check-sentence.ts';
import { citedSentencesOf } from './cited-sentences.ts';
import type { GroundingModels } from './judges.ts';
import { matchFor, type GroundingAction } from './sentence-match.ts';
import type { GroundingPassage } from './sources.ts';
import { checkThreshold, leastSupport } from './threshold.ts';
import type { SentenceVerdict } from './verdict.ts';

/** How the grounding rail works. */
export interface GroundingRailOptions extends GroundingModels {
  /** What every answer is held against; give this or `evidence`. */
  readonly passages?: readonly GroundingPassage[] | undefined;
  /** Looks up what an answer is held against when it begins, for instance by `context.requestId`; `[n]` cites the n-th of them. */
  readonly evidence?:
    ((scope: RailScope) => readonly GroundingPassage[] | Promise<readonly GroundingPassage[]>) | undefined;
  /** What happens to a sentence that the passages do not support. @defaultValue drop */
  readonly onUnsupported?: GroundingAction | undefined;
  /** What happens to a sentence that only untrusted passages support. @defaultValue flag */
  readonly onUntrusted?: GroundingAction | undefined;
  /** What happens to greetings, questions and remarks that nothing could support. @defaultValue keep */
  readonly onNotCheckable?: 'keep' | GroundingAction | undefined;
  /** Least score of a supported sentence, from 0 to 1. @defaultValue {@link leastSupport} */
  readonly threshold?: number | undefined;
  /**
   * `closed` accepts no word or number that no passage holds: no sentence carries foreign text out in pieces, and most
   * paraphrases are unsupported. @defaultValue open
   */
  readonly vocabulary?: Vocabulary | undefined;
  /** Hears of each verdict, for an interface that shows where a sentence is from. Offsets are those of the checked text. @defaultValue none */
  readonly onVerdict?: ((verdict: SentenceVerdict, scope: RailScope) => void) | undefined;
  /** @defaultValue `grounding` */
  readonly id?: string | undefined;
  /** @defaultValue output */
  readonly stages?: readonly Stage[] | undefined;
  /** @defaultValue enforce */
  readonly mode?: Rail['mode'] | undefined;
  /** @defaultValue closed */
  readonly onError?: Rail['onError'] | undefined;
  /** Time for one sentence, model calls included. @defaultValue 10,000 */
  readonly timeoutMs?: number | undefined;
}

/**
 * Holds each sentence of an answer against its passages before it is released: what they do not support is dropped,
 * flagged, blocked or reported, and what only untrusted passages support is marked. `[n]` binds a sentence to the n-th
 * passage; without a marker every passage counts. The check is lexical and no proof of entailment, unless a model is
 * given; see {@link checkGrounding}.
 * @throws AiError `invalid-input` for a threshold outside of 0 to 1, or unless one of `passages` and `evidence` is given
 * @example
 * ```ts
 * import { createGuard, groundingRail, type GroundingPassage } from '@org/ai-guardrails';
 *
 * const passagesOf = new Map<string, readonly GroundingPassage[]>(); // filled by the search, by request
 * const evidence = ({ context }: { context: { requestId: string } }) => passagesOf.get(context.requestId) ?? [];
 * const guard = createGuard({ rails: [groundingRail({ evidence, onUnsupported: 'flag' })] });
 * console.log(guard.maxHeldUnits('output'));
 * ```
 */
export function groundingRail(options: GroundingRailOptions): Rail {
  const { passages, evidence, entailment, reranker, vocabulary, onVerdict } = options;
  const threshold = checkThreshold(options.threshold ?? leastSupport);
  if ((passages === undefined) === (evidence === undefined)) {
    throw new AiError('invalid-input', 'groundingRail needs either passages or evidence, to hold answers against');
  }
  const actions: Readonly<Record<SentenceVerdict['status'], 'keep' | GroundingAction>> = {
    supported: 'keep',
    unsupported: options.onUnsupported ?? 'drop',
    'supported-by-untrusted-only': options.onUntrusted ?? 'flag',
    'not-checkable': options.onNotCheckable ?? 'keep',
  };
  const rail: JudgeRail = {
    id: options.id ?? 'grounding',
    stages: options.stages ?? ['output'],
    mode: options.mode ?? 'enforce',
    onError: options.onError ?? 'closed',
    timeoutMs: options.timeoutMs ?? 10_000,
    unit: 'sentence',
    maxUnit: MOST_UNITS,
    open(scope) {
      let checker: Checker | Promise<Checker> | undefined;
      const made = (found: readonly GroundingPassage[]): Checker => {
        const context = { ...scope.context, signal: scope.signal };
        const models =
          entailment === undefined && reranker === undefined ? undefined : { entailment, reranker, context };
        return createChecker({ passages: found, threshold, vocabulary, models });
      };
      const openChecker = (): Checker | Promise<Checker> => {
        const found = passages ?? evidence?.(scope) ?? [];
        return found instanceof Promise ? found.then(made) : made(found);
      };
      return {
        judge(unit) {
          checker ??= openChecker();
          const heard = (verdict: SentenceVerdict): RailMatch | undefined => {
            const { start, end } = verdict;
            onVerdict?.({ ...verdict, start: unit.offset + start, end: unit.offset + end }, scope);
            return matchFor(verdict, actions[verdict.status], unit.text, unit.text.length >= MOST_UNITS - 1);
          };
          if (checker instanceof Promise) return checker.then((each) => judgeUnit(unit, each, heard));
          return judgeUnit(unit, checker, heard);
        },
      };
    },
  };
  return rail;
}

const MOST_UNITS = 2_000;

type Heard = (verdict: SentenceVerdict) => RailMatch | undefined;

/** Judges the sentences of a unit in their order; waits only where a model is asked. */
function judgeUnit(
  unit: TextUnit,
  checker: Checker,
  heard: Heard,
): readonly RailMatch[] | Promise<readonly RailMatch[]> {
  const ready: SentenceVerdict[] = [];
  const waiting: Promise<void>[] = [];
  for (const [index, sentence] of citedSentencesOf(unit.text).entries()) {
    const verdict = checker.check(sentence);
    if (verdict instanceof Promise) waiting.push(verdict.then((each) => void (ready[index] = each)));
    else ready[index] = verdict;
  }
  const matches = (): readonly RailMatch[] => ready.map(heard).filter((match) => match !== undefined);
  return waiting.length === 0 ? matches() : Promise.all(waiting).then(matches);
}
