import { AiError } from '@org/ai-core';
import type { Rail, RailMatch, ScanRail, Stage } from '../rail/rail.ts';
import type { TextCursor } from '../rail/text-cursor.ts';
import { isWord } from '../text/units.ts';
import { CONTEXT_UNITS } from './context-words.ts';
import { maskOf } from './mask.ts';
import type { PiiType, Recogniser, Recognition } from './recogniser.ts';
import { emailAddress, LONGEST_EMAIL } from './recognisers/email-address.ts';
import { iban } from './recognisers/iban.ts';
import { ipAddress } from './recognisers/ip-address.ts';
import { paymentCard } from './recognisers/payment-card.ts';
import { phoneNumber } from './recognisers/phone-number.ts';
import { usSsn } from './recognisers/us-ssn.ts';

/**
 * What happens to a value: `placeholder` leaves `[TYPE]`, `mask` stars its letters and digits (the last four of cards,
 * IBANs and phone numbers stay), `block` ends the text before it, `report` only tells.
 */
export type PiiAction = 'placeholder' | 'mask' | 'block' | 'report';

/** How the rail for personal data works. */
export interface PiiRailOptions {
  /** @defaultValue `pii` */
  readonly id?: string | undefined;
  /** @defaultValue all of them */
  readonly types?: readonly PiiType[] | undefined;
  /** Action by type. @defaultValue `placeholder` */
  readonly actions?: Partial<Readonly<Record<PiiType, PiiAction>>> | undefined;
  /** @defaultValue input, tool-call and output */
  readonly stages?: readonly Stage[] | undefined;
  /** @defaultValue enforce */
  readonly mode?: Rail['mode'] | undefined;
  /** @defaultValue closed */
  readonly onError?: Rail['onError'] | undefined;
}

/** In the order in which they claim a value: what has a check digit comes first. */
const recognisers: readonly Recogniser[] = [emailAddress, iban, paymentCard, usSsn, ipAddress, phoneNumber];

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
  const { actions = {}, types = recognisers.map((recogniser) => recogniser.type) } = options;
  for (const type of [...types, ...Object.keys(actions)]) {
    if (!recognisers.some((recogniser) => recogniser.type === type)) {
      throw new AiError('invalid-input', `piiRail knows no type "${type}"; see PiiType for those it has`);
    }
  }
  const active = recognisers.filter((recogniser) => types.includes(recogniser.type));
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
    maxMatch: LONGEST_EMAIL,
    lookahead: LOOKAHEAD,
    lookbehind: CONTEXT_UNITS,
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
            if (typeof found === 'object') return matchOf(type, found, actions[type] ?? 'placeholder', cursor);
            if (found !== undefined && !isWordBound) idle = found;
          }
          return idle;
        },
      };
    },
  };
  return rail;
}

function matchOf(type: PiiType, found: Recognition, action: PiiAction, cursor: TextCursor): RailMatch {
  const { end, rule, score, extend } = found;
  const match = { start: 0, end, rule, label: type, score, extend };
  if (action === 'block' || action === 'report') return { ...match, action };
  const replacement = action === 'mask' ? maskOf(type, cursor.slice(0, end)) : `[${type}]`;
  return { ...match, action: 'redact', replacement };
}
