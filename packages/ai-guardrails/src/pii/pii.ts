import { AiError } from '@org/ai-core';
import type { Pseudonyms } from '../pseudonyms/pseudonyms.ts';
import type { Rail, ScanRail, Stage } from '../rail/rail.ts';
import { createApplyAction, type ValueAction } from './actions/apply-action.ts';
import { CONTEXT_UNITS } from './context-words.ts';
import { withSign } from './anchors.ts';
import { createDispatch } from './dispatch.ts';
import { createFirstWords, type FirstWords } from './first-words.ts';
import type { PiiRecogniser, PiiType } from './recogniser.ts';
import { builtInRecognisers } from './recognisers/built-in.ts';

/** How the rail for personal data works. */
export interface PiiRailOptions {
  /** @defaultValue `pii` */
  readonly id?: string | undefined;
  /** @defaultValue all of them */
  readonly types?: readonly PiiType[] | undefined;
  /** Recognisers of your own, or optional ones of the package; they claim what the built-in ones left. @defaultValue none */
  readonly recognisers?: readonly PiiRecogniser[] | undefined;
  /** Action by type. */
  readonly actions?: Readonly<Partial<Record<PiiType, ValueAction>>> | undefined;
  /** Action of the types that `actions` does not name. @defaultValue `placeholder` */
  readonly defaultAction?: ValueAction | undefined;
  /** Stand-ins for the actions `hash` and `surrogate`; see {@link createPseudonyms}. @defaultValue none */
  readonly pseudonyms?: Pseudonyms | undefined;
  /** @defaultValue input, tool-call and output */
  readonly stages?: readonly Stage[] | undefined;
  /** @defaultValue enforce */
  readonly mode?: Rail['mode'] | undefined;
  /** @defaultValue closed */
  readonly onError?: Rail['onError'] | undefined;
}

const LOOKAHEAD = 20;

/**
 * Finds personal data by check digits, format or words before it, in time linear in the text: all of
 * {@link BuiltInPiiType}, and what `recognisers` add. Names and postal addresses need {@link personName} and
 * {@link postalAddress}.
 * @throws AiError `invalid-input` for a type that does not exist
 * @example
 * ```ts
 * import { createGuard, piiRail } from '@org/ai-guardrails';
 *
 * const guard = createGuard({ rails: [piiRail({ actions: { CREDIT_CARD: 'mask', US_SSN: 'block' } })] });
 * console.log(guard.maxHeldUnits('output'));
 * ```
 */
export function piiRail(options: PiiRailOptions = {}): Rail {
  const { actions = {} } = options;
  const act = createApplyAction(options, 'piiRail');
  const recognisers = [...builtInRecognisers, ...(options.recognisers ?? [])];
  const types = options.types ?? recognisers.map((recogniser) => recogniser.type);
  for (const type of [...types, ...Object.keys(actions)]) {
    if (!recognisers.some((recogniser) => recogniser.type === type)) {
      throw new AiError('invalid-input', `piiRail knows no type "${type}"; see PiiType for those it has`);
    }
  }
  const active = recognisers.filter((recogniser) => types.includes(recogniser.type));
  const anchors = active.flatMap(({ anchor }) => (anchor === undefined ? [] : [withSign(anchor)]));
  const most = (figure: (recogniser: PiiRecogniser) => number): number => Math.max(1, ...active.map(figure));
  let words: FirstWords | undefined;
  const rail: ScanRail = {
    id: options.id ?? 'pii',
    stages: options.stages ?? ['input', 'tool-call', 'output'],
    mode: options.mode ?? 'enforce',
    onError: options.onError ?? 'closed',
    maxMatch: most(({ maxLength }) => maxLength),
    lookahead: most(({ lookahead }) => lookahead ?? LOOKAHEAD),
    lookbehind: most(({ lookbehind }) => lookbehind ?? CONTEXT_UNITS),
    triggers: (unit) => active.some((recogniser) => recogniser.begins(unit)),
    open({ context }) {
      words ??= createFirstWords(active);
      const dispatch = createDispatch(words, anchors);
      const opened: (ReturnType<PiiRecogniser['open']> | undefined)[] = [];
      return {
        skip: dispatch.skip,
        scan(cursor) {
          /** Nothing begins before this distance. */
          let idle = 1;
          for (const place of dispatch.candidates(cursor)) {
            const recogniser = active[place];
            if (recogniser === undefined) continue;
            // Most texts ask a few recognisers only.
            const recognise = (opened[place] ??= recogniser.open());
            const found = recognise(cursor);
            if (found === undefined) continue;
            const { type, isWordBound, maxLength } = recogniser;
            if (typeof found === 'number') {
              // What is bound to words does not begin inside of one.
              if (!isWordBound) idle = found;
              continue;
            }
            if (found.end > maxLength) {
              throw new AiError('protocol', `the recogniser of "${type}" found a value longer than its maxLength`);
            }
            return act({ ...found, type }, () => cursor.slice(0, found.end), context);
          }
          return idle;
        },
      };
    },
  };
  return rail;
}
