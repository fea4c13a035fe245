import type { Alignment } from './alignment.ts';
import { exclusives, oppositesOf, partials, universals } from './lexicon.ts';
import type { Sources } from './sources.ts';
import { isTelling, type Term } from './term.ts';

/** How a claim differs from the place that is nearest to it. */
export type Mismatch =
  | 'number'
  | 'number-elsewhere'
  | 'name'
  | 'name-elsewhere'
  | 'negation'
  | 'quantifier'
  | 'opposite'
  | 'order'
  | 'addition'
  | 'merged';

/** Which checks run; tests leave one out to see that it matters. */
export interface MismatchChecks {
  readonly numbers: boolean;
  readonly negations: boolean;
  readonly others: boolean;
}

/** All of them. */
export const allChecks: MismatchChecks = { numbers: true, negations: true, others: true };

/** A quantity belongs to a word at most this far behind it. */
const HEAD = 3;
const FOREIGN_RUN = 3;
/** Words that join what two sentences say. */
const joints = new Set('and but while whereas which who whom where when that as because so since if or'.split(' '));

/** What of a claim the aligned sentences do not say, or say otherwise. Linear in both. */
export function mismatchesOf(
  claim: readonly Term[],
  alignment: Alignment,
  sources: Sources,
  checks: MismatchChecks = allChecks,
): readonly Mismatch[] {
  const window = sources.terms.slice(alignment.from.from, alignment.to.to);
  const found = new Set<Mismatch>();
  if (checks.numbers) for (const each of numbersOf(claim, window, sources)) found.add(each);
  if (checks.negations && turnsAround(claim, window)) found.add('negation');
  if (!checks.others) return [...found];
  for (const each of namesOf(claim, window, sources)) found.add(each);
  if (changesQuantity(claim, window)) found.add('quantifier');
  if (saysOpposite(claim, window)) found.add('opposite');
  if (swapsNames(claim, window)) found.add('order');
  if (longestForeignRun(claim, window) >= FOREIGN_RUN) found.add('addition');
  if (alignment.from !== alignment.to && !claim.some(({ form }) => joints.has(form))) found.add('merged');
  return [...found];
}

function numbersOf(claim: readonly Term[], window: readonly Term[], sources: Sources): readonly Mismatch[] {
  const found: Mismatch[] = [];
  for (const [index, term] of claim.entries()) {
    if (term.kind !== 'number') continue;
    if (sources.placesOf(term.key).length === 0) found.push('number');
    else if (!window.some(({ key }) => key === term.key)) found.push('number-elsewhere');
    else if (countsSomethingElse(claim, index, window)) found.push('number');
  }
  return found;
}

/** The sources count the same thing, and with other numbers only. */
function countsSomethingElse(claim: readonly Term[], index: number, window: readonly Term[]): boolean {
  const number = claim[index];
  const counted = claim.slice(index + 1, index + 3).find(({ kind }) => kind === 'content');
  if (number === undefined || counted === undefined) return false;
  let isOther = false;
  for (const [place, term] of window.entries()) {
    if (term.kind !== 'number') continue;
    const isSameThing = window.slice(place + 1, place + 3).some(({ key }) => key === counted.key);
    if (isSameThing && term.key === number.key) return false;
    isOther ||= isSameThing;
  }
  return isOther;
}

function namesOf(claim: readonly Term[], window: readonly Term[], sources: Sources): readonly Mismatch[] {
  const names = claim.filter(({ isName }) => isName);
  // Where nearly every word is written like a name, as in a title, capitals say nothing.
  if (names.length > 3 && names.length > 0.7 * claim.filter(isTelling).length) return [];
  const found: Mismatch[] = [];
  for (const { key } of names) {
    if (sources.placesOf(key).length === 0) found.push('name');
    else if (!window.some((term) => term.key === key)) found.push('name-elsewhere');
  }
  return found;
}

/** How often each telling key stands under a negation, and how often it does not. */
function polarities(terms: readonly Term[]): ReadonlyMap<string, { negated: number; plain: number }> {
  const found = new Map<string, { negated: number; plain: number }>();
  let reach = 0;
  for (const term of terms) {
    if (term.kind === 'negation') {
      reach = 4;
      continue;
    }
    const isNegated = reach > 0 && isTelling(term);
    if (isTelling(term)) {
      const known = found.get(term.key) ?? { negated: 0, plain: 0 };
      if (isNegated) known.negated++;
      else known.plain++;
      found.set(term.key, known);
    }
    reach = isNegated ? 0 : Math.max(0, reach - 1);
  }
  return found;
}

/** A word that both share is denied on one side only. */
function turnsAround(claim: readonly Term[], window: readonly Term[]): boolean {
  const said = polarities(claim);
  const written = polarities(window);
  for (const [key, own] of said) {
    const source = written.get(key);
    if (source === undefined) continue;
    if (own.negated > 0 && own.plain === 0 && source.negated === 0) return true;
    if (own.negated === 0 && source.plain === 0) return true;
  }
  const isDenied = (terms: readonly Term[]): boolean => terms.some(({ kind }) => kind === 'negation');
  return isDenied(claim) && !isDenied(window);
}

/** What kind of quantity a word gives to the telling word behind it. */
function quantityOf({ form }: Term): 'all' | 'part' | 'only' | undefined {
  if (universals.has(form)) return 'all';
  if (partials.has(form)) return 'part';
  return exclusives.has(form) ? 'only' : undefined;
}

/** The claim says "all" or "only" of what the sources do not say it of, or "some" of what they say "all" of. */
function changesQuantity(claim: readonly Term[], window: readonly Term[]): boolean {
  return claim.some((term, index) => {
    const quantity = quantityOf(term);
    if (quantity === undefined) return false;
    const head = claim.slice(index + 1, index + 1 + HEAD).find(isTelling);
    const places = window.flatMap(({ key }, place) => (key === head?.key ? [place] : []));
    const near = places.flatMap((place) => window.slice(Math.max(0, place - HEAD), place));
    const said = new Set((places.length === 0 ? window : near).map(quantityOf));
    return !said.has(quantity) && (quantity !== 'part' || said.has('all'));
  });
}

/** Most telling words in a row that the window lacks. */
function longestForeignRun(claim: readonly Term[], window: readonly Term[]): number {
  const keys = new Set(window.map(({ key }) => key));
  let longest = 0;
  let run = 0;
  for (const { key } of claim.filter(isTelling)) {
    run = keys.has(key) ? 0 : run + 1;
    longest = Math.max(longest, run);
  }
  return longest;
}

function saysOpposite(claim: readonly Term[], window: readonly Term[]): boolean {
  const forms = new Set(window.map(({ form }) => form));
  const own = new Set(claim.map(({ form }) => form));
  return [...own].some(
    (form) => !forms.has(form) && oppositesOf(form).some((other) => forms.has(other) && !own.has(other)),
  );
}

/** Two names stand the other way round, and neither sentence is the passive of the other. */
function swapsNames(claim: readonly Term[], window: readonly Term[]): boolean {
  const isPassive = (terms: readonly Term[]): boolean => terms.some(({ form }) => form === 'by');
  if (isPassive(claim) !== isPassive(window)) return false;
  const names = [...new Set(claim.filter(({ isName }) => isName).map(({ key }) => key))];
  const first = new Map<string, number>();
  const last = new Map<string, number>();
  for (const [place, { key }] of window.entries()) {
    if (!first.has(key)) first.set(key, place);
    last.set(key, place);
  }
  // Both come once in the window, so that their order there is clear.
  const placed = names.filter((key) => first.has(key) && first.get(key) === last.get(key));
  return placed.some((key, index) => index > 0 && (first.get(key) ?? 0) < (first.get(placed[index - 1] ?? '') ?? 0));
}
