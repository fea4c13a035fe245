import { createFirstLook, type FirstLook, type Traces } from './first-look.ts';
import { spelledByTags } from './hidden-text.ts';
import { foreignOverride, unspacedOverride } from './languages.ts';
import { isMention } from './mention.ts';
import { roleMarker, roleWords } from './role-marker.ts';
import { englishRules, goesOn, type Rule, type Sighting } from './rules.ts';
import { wordsOf, type Words } from './words.ts';

const MENTION_SCORE = 0.3;

interface WatchedRule extends Rule {
  /** All bits of one of these are in the traces of a sentence in which the rule finds something. */
  readonly bits: readonly Traces[];
}

interface Watch {
  readonly look: FirstLook;
  readonly english: readonly WatchedRule[];
  readonly foreign: WatchedRule;
  readonly role: Traces;
}

let watch: Watch | undefined;

/** The rules with what tells from afar that they find nothing; made once, when first asked for. */
export function watchOf(): Watch {
  if (watch !== undefined) return watch;
  const look = createFirstLook(
    [...englishRules, foreignOverride].flatMap((rule) => rule.needs.flat()).concat(roleWords),
  );
  const watched = (rule: Rule): WatchedRule => ({ ...rule, bits: rule.needs.map((sets) => look.bitsOf(sets)) });
  watch = {
    look,
    english: englishRules.map(watched),
    foreign: watched(foreignOverride),
    role: look.bitsOf([roleWords]),
  };
  return watch;
}

/** What a sentence looks like from afar. */
export interface Glance {
  readonly traces: Traces;
  /** Every unit was plain to read: nothing is hidden, and no script stands in it that writes words together. */
  readonly isPlain: boolean;
  /** No rule can find anything. */
  readonly isIdle: boolean;
  /** Its words, where the look has taken them. */
  readonly words?: Words | undefined;
}

const idle: Glance = { traces: 0, isPlain: true, isIdle: true };

/** Takes the first look at a sentence; words are made only when a rule needs them. */
export function glanceAt(text: string): Glance {
  const { look, english, foreign, role } = watchOf();
  const traces = look.tracesIn(text);
  if (traces === undefined) {
    const words = wordsOf(text);
    return { traces: look.tracesOf(words), isPlain: false, isIdle: false, words };
  }
  if (traces === 0) return idle;
  const isIdle = (traces & role) === 0 && !applies(foreign, traces) && !english.some((rule) => applies(rule, traces));
  return isIdle ? idle : { traces, isPlain: true, isIdle: false };
}

function applies(rule: WatchedRule, traces: Traces): boolean {
  return rule.bits.some((bits) => (traces & bits) === bits);
}

/** What a sentence that is not idle gives away, or that it goes on with orders. */
export function sightingIn(text: string, glance: Glance, isUnderOrders: boolean): Sighting | undefined {
  if (glance.isIdle && !isUnderOrders) return undefined;
  const words = glance.words ?? wordsOf(text);
  const found = glance.isIdle ? undefined : sightingOf(text, words, glance);
  if (found !== undefined) {
    return isMention(text, words) ? { rule: `${found.rule}-mentioned`, score: MENTION_SCORE } : found;
  }
  const spelled = glance.isPlain ? '' : spelledByTags(text);
  const hidden = spelled === '' ? undefined : sightingOf(spelled, wordsOf(spelled), glanceAt(spelled));
  if (hidden !== undefined) return hidden;
  return isUnderOrders && goesOn(words) ? { rule: 'continuation', score: 0.55 } : undefined;
}

function sightingOf(text: string, words: Words, { traces, isPlain }: Glance): Sighting | undefined {
  const { english, foreign, role } = watchOf();
  for (const rule of english) {
    const found = applies(rule, traces) ? rule.find(words) : undefined;
    if (found !== undefined) return found;
  }
  if (!isPlain) return roleMarker(text) ?? foreign.find(words) ?? unspacedOverride(text);
  const marker = (traces & role) === 0 ? undefined : roleMarker(text);
  return marker ?? (applies(foreign, traces) ? foreign.find(words) : undefined);
}
