import { AiError, type CallContext, type TextTagger } from '@org/ai-core';
import { createApplyAction, type ValueActions } from '../pii/actions/apply-action.ts';
import type { JudgeRail, Rail, RailMatch, Stage, TextUnit } from '../rail/rail.ts';

/** How a rail over a model that tags texts works. */
export interface TaggerRailOptions extends ValueActions {
  readonly tagger: TextTagger;
  /**
   * Types of value by label of the model: what its findings and placeholders are called, as in `{ PER: 'PERSON' }`.
   * Other labels are passed over.
   * @defaultValue every label of the model, under its own name
   */
  readonly labels?: Readonly<Record<string, string>> | undefined;
  /** Spans with a lower score are passed over. @defaultValue 0.5 */
  readonly leastScore?: number | undefined;
  /** What the model sees at once, and a stream waits for. @defaultValue sentence */
  readonly unit?: 'sentence' | 'paragraph' | undefined;
  /** Longest unit, in UTF-16 units; a longer one is tagged in pieces. @defaultValue 2,000 for sentences, 20,000 for paragraphs */
  readonly maxUnit?: number | undefined;
  /** Time limit for one unit, in milliseconds. @defaultValue 2,000 */
  readonly timeoutMs?: number | undefined;
  /** @defaultValue `tagger` */
  readonly id?: string | undefined;
  /** @defaultValue input, tool-call and output */
  readonly stages?: readonly Stage[] | undefined;
  /** @defaultValue enforce */
  readonly mode?: Rail['mode'] | undefined;
  /** @defaultValue closed */
  readonly onError?: Rail['onError'] | undefined;
}

type Tagged = Awaited<ReturnType<TextTagger['tag']>>['spans'][number][number];

const TIMEOUT_MS = 2_000;
const nothing: readonly RailMatch[] = [];

/**
 * Puts a model that finds names, places and the like into a guard: each sentence or paragraph is tagged whole, each
 * span gets the action of its type, as in {@link piiRail}. An answer that is late, has spans outside of the text, or
 * says that the text was cut, is a fault of the rail.
 * @throws AiError `invalid-input` for a label that the model does not have, or an action without its type
 * @example
 * ```ts
 * import type { TextTagger } from '@org/ai-core';
 * import { createGuard, piiRail, taggerRail } from '@org/ai-guardrails';
 *
 * declare const tagger: TextTagger;
 * const names = taggerRail({ tagger, labels: { PER: 'PERSON', LOC: 'LOCATION' }, actions: { LOCATION: 'report' } });
 * const guard = createGuard({ rails: [piiRail(), names] });
 * console.log(guard.maxHeldUnits('output'));
 * ```
 */
export function taggerRail(options: TaggerRailOptions): Rail {
  const { tagger, leastScore = 0.5, id = 'tagger' } = options;
  const types = typesOf(options);
  const act = createApplyAction(options, 'taggerRail');
  const rail: JudgeRail = {
    id,
    stages: options.stages ?? ['input', 'tool-call', 'output'],
    mode: options.mode ?? 'enforce',
    onError: options.onError ?? 'closed',
    timeoutMs: options.timeoutMs ?? TIMEOUT_MS,
    unit: options.unit ?? 'sentence',
    maxUnit: options.maxUnit,
    open({ context, signal }) {
      const matchesOf = async (unit: TextUnit): Promise<readonly RailMatch[]> => {
        const spans = await spansOf(tagger, unit, { ...context, signal });
        return spans.flatMap(({ start, end, label, score }) => {
          const type = types.get(label);
          if (type === undefined || score < leastScore) return [];
          const found = { type, end: end - start, rule: label, score };
          return [{ ...act(found, () => unit.text.slice(start, end), context), start, end }];
        });
      };
      // What holds no letter and no digit names nobody: no model is asked, and nobody waits.
      return { judge: (unit) => (/[\p{L}\p{N}]/u.test(unit.text) ? matchesOf(unit) : nothing) };
    },
  };
  return rail;
}

function typesOf({ tagger, labels, actions = {} }: TaggerRailOptions): ReadonlyMap<string, string> {
  const types = new Map(labels === undefined ? tagger.labels.map((label) => [label, label]) : Object.entries(labels));
  for (const label of types.keys()) {
    if (tagger.labels.includes(label)) continue;
    throw new AiError('invalid-input', `labels of taggerRail names "${label}", which the tagger does not have`);
  }
  const known = new Set(types.values());
  for (const type of Object.keys(actions)) {
    if (known.has(type)) continue;
    throw new AiError('invalid-input', `actions of taggerRail names "${type}", which no label stands for`);
  }
  return types;
}

/** The spans of one unit, each within the text, in order, and without one inside of another. */
async function spansOf(tagger: TextTagger, unit: TextUnit, context: CallContext): Promise<readonly Tagged[]> {
  const { spans, truncated } = await tagger.tag({ texts: [unit.text] }, context);
  const [found] = spans;
  if (found === undefined || spans.length !== 1) {
    throw new AiError('protocol', 'the tagger gave spans for another number of texts than it was asked about');
  }
  if (truncated.length > 0) {
    throw new AiError('context-length', 'the tagger cut the text; lower maxUnit of taggerRail');
  }
  for (const { start, end, score } of found) {
    const isSound = Number.isInteger(start) && Number.isInteger(end) && start >= 0 && end > start;
    if (isSound && end <= unit.text.length && score >= 0 && score <= 1) continue;
    throw new AiError('protocol', 'the tagger gave a span outside of the text, or a score outside of 0 to 1');
  }
  return [...found].sort((a, b) => a.start - b.start || b.end - a.end);
}
