import { decodeText } from '../normalise/decode.ts';
import { mayEncode } from '../normalise/may-encode.ts';
import type { RailMatch, TextUnit } from '../rail/rail.ts';
import { findHiddenText } from './hidden-text.ts';
import type { Sighting } from './rules.ts';
import { glanceAt, sightingIn } from './sighting.ts';
import { createSuspicion } from './suspicion.ts';

/** Which of the two tiers look at a text. */
export interface InjectionTiers {
  readonly rules: boolean;
  readonly model: boolean;
  /** Also look at what a text holds in base64, hex, escapes or rot13. @defaultValue true */
  readonly encodings?: boolean | undefined;
}

/** What was found in a sentence, before a rail decides what that means. */
export type Found = Omit<RailMatch, 'action'>;

/** Looks at the sentences of one text, one after the other. */
export interface InjectionJudge {
  /** The sentence before gave an order; what comes next may go on with it. */
  isUnderOrders(): boolean;
  judge(unit: Pick<TextUnit, 'text' | 'before' | 'isContinuation'>): readonly Found[];
}

const LABEL = 'INJECTION';
const MARKER = '[instruction removed]';
const STRONG = 0.7;
const ALARM = 0.5;
const nothing: readonly Found[] = [];

/** Rules first; where they see nothing the linear model weighs the sentence, alone and with what came before it. */
export function createInjectionJudge(tiers: InjectionTiers): InjectionJudge {
  const suspicion = tiers.model ? createSuspicion() : undefined;
  /** The paragraph has just given an order, so that the next one belongs to it. */
  let isUnderOrders = false;

  const byRules = (
    text: string,
    own: string,
  ): { readonly found: readonly Found[]; readonly sighting: Sighting | undefined } => {
    const glance = glanceAt(text);
    if (glance.isIdle && !isUnderOrders) return { found: nothing, sighting: undefined };
    if (isUnderOrders && /^\s*\n\s*\n/.test(own)) isUnderOrders = false;
    const sighting = sightingIn(text, glance, isUnderOrders);
    isUnderOrders = sighting !== undefined && (sighting.score >= STRONG || sighting.rule === 'continuation');
    return { found: glance.isPlain ? nothing : findHiddenText(own), sighting };
  };

  return {
    isUnderOrders: () => isUnderOrders,
    judge(unit) {
      const text = unit.isContinuation ? unit.before + unit.text : unit.text;
      const { found, sighting } = tiers.rules ? byRules(text, unit.text) : { found: nothing, sighting: undefined };
      const isMentioned = sighting !== undefined && sighting.score < ALARM;
      const weighed = isMentioned ? 0 : (suspicion?.add(unit.text) ?? 0);
      const strongest =
        sighting !== undefined && sighting.score >= ALARM ? sighting : (encodedSighting(text, tiers) ?? sighting);
      if (Math.max(weighed, strongest?.score ?? 0) >= ALARM) suspicion?.forget();
      if (weighed >= ALARM && weighed > (strongest?.score ?? 0)) {
        return [...found, sentenceMatch(unit.text, { rule: 'reads-as-attack', score: weighed })];
      }
      return strongest === undefined ? found : [...found, sentenceMatch(unit.text, strongest)];
    },
  };
}

/** What a sentence says in an encoding. */
function encodedSighting(text: string, tiers: InjectionTiers): Sighting | undefined {
  if (tiers.encodings === false || !mayEncode(text)) return undefined;
  for (const decoded of decodeText(text)) {
    const glance = glanceAt(decoded.text);
    const seen = tiers.rules ? sightingIn(decoded.text, glance, false) : undefined;
    if (seen !== undefined && seen.score >= ALARM) return { rule: `encoded-${seen.rule}`, score: seen.score };
    const score = tiers.model ? createSuspicion().add(decoded.text) : 0;
    if (score >= ALARM) return { rule: 'encoded-attack', score };
  }
  return undefined;
}

/** The sentence without the white space around it. */
function sentenceMatch(text: string, { rule, score }: Sighting): Found {
  const start = text.length - text.trimStart().length;
  return { start, end: text.trimEnd().length, rule, label: LABEL, score, replacement: MARKER };
}
