import type { Sources } from './sources.ts';
import { isTelling, stemOf, type Term } from './term.ts';

const courtesies = new Set(
  'hello hi hey dear good morning afternoon evening thank thanks welcome please sure certainly absolutely course glad happy pleased great okay ok yes no well sorry apologies hope helps help assist assistance let know further question questions ask asking feel free need anything else regards best summary overview answer answers following follows list short brief based passages passage documents document sources source provided information context details below step steps see'.split(
    ' ',
  ),
);
const abstention =
  /^(?:unfortunately,? |sorry,? |i'm sorry,? |i am sorry,? )?(?:but )?(?:(?:i|we) (?:do not|don't|cannot|can't|could not|couldn't|am not able|was not able)|(?:the |these |those |your )?(?:provided )?(?:documents?|sources?|passages?|texts?|context|information)(?: provided)? (?:do not|does not|don't|doesn't|did not|cannot)) (?:\S+ ){0,2}?(?:know|find|answer|say|tell|mention|contain|state|cover|include|provide|specify|help|determine|confirm)\b/i;
/** An abstention longer than this says more than that. */
const MOST_WORDS = 14;

/** Whether a term is a word or number that the sources do not have, courtesies apart. */
export function isForeign(term: Term, sources: Sources): boolean {
  return isTelling(term) && !sources.stems.has(stemOf(term)) && !courtesies.has(term.form);
}

/**
 * Whether a sentence claims something that passages could support: greetings, questions, abstentions and remarks about
 * the answer itself do not. A sentence of such a form that brings in a number or a name which no passage holds does.
 */
export function isCheckable(claim: string, terms: readonly Term[], sources: Sources): boolean {
  const telling = terms.filter(isTelling);
  if (telling.length === 0) return false;
  const isInvented = telling.some(
    ({ key, kind, isName }) => (kind === 'number' || isName) && sources.placesOf(key).length === 0,
  );
  if (isInvented) return true;
  if (telling.every(({ form }) => courtesies.has(form))) return false;
  if (/[?？]["'”’)*_]*$/.test(claim)) return false;
  return !(terms.length <= MOST_WORDS && abstention.test(claim));
}
