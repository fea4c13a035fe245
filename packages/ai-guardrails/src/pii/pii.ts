import { AiError } from '@org/ai-core';
import type { Rail, ScanRail, Stage } from '../rail/rail.ts';
import { isWord } from '../text/units.ts';
import { applyAction, type PiiAction } from './actions/apply-action.ts';
import { CONTEXT_UNITS } from './context-words.ts';
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
  readonly actions?: Readonly<Partial<Record<PiiType, PiiAction>>> | undefined;
  /** Action of the types that `actions` does not name. @defaultValue `placeholder` */
  readonly defaultAction?: PiiAction | undefined;
  /** @defaultValue input, tool-call and output */
  readonly stages?: readonly Stage[] | undefined;
  /** @defaultValue enforce */
  readonly mode?: Rail['mode'] | undefined;
  /** @defaultValue closed */
  readonly onError?: Rail['onError'] | undefined;
}

const LOOKAHEAD = 20;
const ASCII = 0x80;

/**
 * Finds e-mail addresses, phone numbers, payment cards, IBANs, US social security numbers and IP addresses, by format
 * and check digits, in time linear in the text. Names and postal addresses are not found.
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
  const { actions = {}, defaultAction = 'placeholder' } = options;
  const recognisers = [...builtInRecognisers, ...(options.recognisers ?? [])];
  const types = options.types ?? recognisers.map((recogniser) => recogniser.type);
  for (const type of [...types, ...Object.keys(actions)]) {
    if (!recognisers.some((recogniser) => recogniser.type === type)) {
      throw new AiError('invalid-input', `piiRail knows no type "${type}"; see PiiType for those it has`);
    }
  }
  const active = recognisers.filter((recogniser) => types.includes(recogniser.type));
  const most = (figure: (recogniser: PiiRecogniser) => number): number => Math.max(1, ...active.map(figure));
  const every = active.map((_, index) => index);
  const [at, inside] = [false, true].map((isInWord) =>
    Array.from({ length: ASCII }, (_, unit) =>
      every.filter((index) => active[index]?.begins(unit) === true && !(isInWord && active[index].isWordBound)),
    ),
  ) as [number[][], number[][]];
  const rail: ScanRail = {
    id: options.id ?? 'pii',
    stages: options.stages ?? ['input', 'tool-call', 'output'],
    mode: options.mode ?? 'enforce',
    onError: options.onError ?? 'closed',
    maxMatch: most(({ maxLength }) => maxLength),
    lookahead: most(({ lookahead }) => lookahead ?? LOOKAHEAD),
    lookbehind: most(({ lookbehind }) => lookbehind ?? CONTEXT_UNITS),
    triggers: (unit) => active.some((recogniser) => recogniser.begins(unit)),
    open() {
      const open = active.map((recogniser) => ({ ...recogniser, recognise: recogniser.open() }));
      return {
        scan(cursor) {
          const unit = cursor.unit(0);
          const isInWord = isWord(cursor.unit(-1));
          const begun = unit < ASCII ? (isInWord ? inside : at)[unit] : undefined;
          const candidates = begun ?? every;
          /** Nothing begins before this distance: what is bound to words does not begin inside of one. */
          let idle = 1;
          for (const index of candidates) {
            const recogniser = open[index];
            if (recogniser === undefined) continue;
            const { type, isWordBound, begins, recognise } = recogniser;
            if (begun === undefined && ((isInWord && isWordBound) || !begins(unit))) continue;
            const found = recognise(cursor);
            if (typeof found === 'object') {
              return applyAction(actions[type] ?? defaultAction, type, found, () => cursor.slice(0, found.end));
            }
            if (found !== undefined && !isWordBound) idle = found;
          }
          return idle;
        },
      };
    },
  };
  return rail;
}
