import { decodeText } from '../normalise/decode.ts';
import { mayEncode } from '../normalise/may-encode.ts';
import type { RailMatch, TextUnit } from '../rail/rail.ts';
import { createRecent } from '../text/recent.ts';
import { findHiddenText } from './hidden-text.ts';
import type { Sighting } from './rules.ts';
import { glanceAt, sightingIn } from './sighting.ts';
import { createSuspicion, type Suspicion } from './suspicion.ts';

/** Which of the two tiers look at a text. */
export interface InjectionTiers {
  readonly rules: boolean;
  readonly model: boolean;
  /** Also look at what a text holds in base64, hex, escapes or rot13. @defaultValue true */
  readonly encodings?: boolean | undefined;
}

/** What was found in a sentence, before a rail decides what that means. */
type Found = Omit<RailMatch, 'action'>;

/** Looks at the sentences of one text, one after the other. */
export interface InjectionJudge {
  /** The sentence before gave an order; what comes next may go on with it. */
  isUnderOrders(): boolean;
  judge(unit: Pick<TextUnit, 'text' | 'before' | 'isContinuation'>): readonly Found[];
}

const LABEL = 'INJECTION';
const MARKER = '[instruction removed]';
/** Encoded pieces that are kept in mind, and how long they may be. */
const PIECES = 64;
const LONGEST_PIECE = 1_024;
const STRONG = 0.7;
const ALARM = 0.5;
const nothing: readonly Found[] = [];

/** Rules first; where they see nothing the linear model weighs the sentence, alone and with what came before it. */
export function createInjectionJudge(tiers: InjectionTiers): InjectionJudge {
  const suspicion = tiers.model ? createSuspicion() : undefined;
  const encoded = tiers.encodings === false ? undefined : createEncodedLook(tiers);
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
      const strongest = sighting !== undefined && sighting.score >= ALARM ? sighting : (encoded?.(text) ?? sighting);
      if (Math.max(weighed, strongest?.score ?? 0) >= ALARM) suspicion?.forget();
      if (weighed >= ALARM && weighed > (strongest?.score ?? 0)) {
        return [...found, sentenceMatch(unit.text, { rule: 'reads-as-attack', score: weighed })];
      }
      return strongest === undefined ? found : [...found, sentenceMatch(unit.text, strongest)];
    },
  };
}

/** Says what a sentence says in an encoding. The same piece again, as in an encoding bomb, is not weighed again. */
function createEncodedLook(tiers: InjectionTiers): (text: string) => Sighting | undefined {
  let suspicion: Suspicion | undefined;
  const weigh = (text: string): Sighting | undefined => {
    const seen = tiers.rules ? sightingIn(text, glanceAt(text), false) : undefined;
    if (seen !== undefined && seen.score >= ALARM) return { rule: `encoded-${seen.rule}`, score: seen.score };
    if (!tiers.model) return undefined;
    suspicion ??= createSuspicion();
    suspicion.forget();
    const score = suspicion.add(text);
    return score >= ALARM ? { rule: 'encoded-attack', score } : undefined;
  };
  const weighed = createRecent(PIECES, LONGEST_PIECE, weigh);
  const look = createRecent(PIECES, LONGEST_PIECE, (text: string): Sighting | undefined => {
    for (const decoded of decodeText(text)) {
      const seen = weighed(decoded.text);
      if (seen !== undefined) return seen;
    }
    return undefined;
  });
  return (text) => (mayEncode(text) ? look(text) : undefined);
}

/** The sentence without the white space around it. */
function sentenceMatch(text: string, { rule, score }: Sighting): Found {
  const start = text.length - text.trimStart().length;
  return { start, end: text.trimEnd().length, rule, label: LABEL, score, replacement: MARKER };
}
