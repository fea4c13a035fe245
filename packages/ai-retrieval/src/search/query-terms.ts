import type { Analyser } from '../analysis/analyser.ts';
import { withinDistance } from './edit-distance.ts';
import type { Lexicon } from './scope.ts';

/** A term to rank by, and how much it counts: how often the query has it, less for one that only stands in for a word of the query. */
export interface QueryTerm {
  readonly term: string;
  readonly weight: number;
}

/** The terms of a query, for the sum over terms and, in the query's order, for proximity. */
export interface QueryTerms {
  readonly terms: readonly QueryTerm[];
  readonly order: readonly string[];
}

/** Whether words may stand for others. */
export interface Expansion {
  readonly fuzzy: boolean;
  readonly prefix: boolean;
}

// A misspelt word has few neighbours that are meant; more of them only blur the ranking.
const mostFuzzy = 8;
const mostPrefixed = 32;
const standInWeight = 0.5;
// Each misspelt word is held against every word of the index; a query that has more of them is no query.
const mostMisspelt = 16;

/** Analyses a query. Equal terms are counted. */
export function plainTerms(analyser: Analyser, query: string): QueryTerms {
  const order = analyser.query(query);
  const counts = new Map<string, number>();
  for (const term of order) counts.set(term, (counts.get(term) ?? 0) + 1);
  return { terms: Array.from(counts, ([term, weight]) => ({ term, weight })), order };
}

/**
 * Lets words stand for others: a word that nothing readable holds, for those within one edit (two from eight letters on; Damerau-Levenshtein) when `fuzzy`, for the first 16 such words; the last word, also for those that begin with it, when `prefix`.
 * Only terms of readable chunks are looked at and counted, so that an expansion tells nothing about the others.
 */
export async function expandTerms(
  plain: QueryTerms,
  lexicon: Lexicon,
  { fuzzy, prefix }: Expansion,
): Promise<QueryTerms> {
  const terms = [...plain.terms];
  const known = new Set(terms.map(({ term }) => term));
  const add = (found: readonly string[], weight: number): void => {
    for (const term of found) {
      if (known.has(term)) continue;
      known.add(term);
      terms.push({ term, weight });
    }
  };
  const last = plain.order.at(-1);
  if (prefix && last !== undefined) {
    add(await search(lexicon, (term) => term.startsWith(last), mostPrefixed), standInWeight);
  }
  const isKnown = (word: string): boolean =>
    lexicon.look('body', word).frequency + lexicon.look('heading', word).frequency > 0;
  if (fuzzy) {
    let misspelt = 0;
    for (const { term: word, weight } of plain.terms) {
      const edits = word.length < 4 ? 0 : word.length < 8 ? 1 : 2;
      if (edits === 0 || isKnown(word)) continue;
      if (++misspelt > mostMisspelt) break;
      const near = (limit: number): Promise<readonly string[]> =>
        search(lexicon, (term) => withinDistance(word, term, limit), mostFuzzy);
      const nearest = await near(1);
      add(nearest.length > 0 || edits === 1 ? nearest : await near(2), weight * standInWeight);
    }
  }
  return { terms, order: plain.order };
}

/** The most frequent terms that pass, equal ones by name. */
async function search(
  lexicon: Lexicon,
  isWanted: (term: string) => boolean,
  count: number,
): Promise<readonly string[]> {
  const body = await lexicon.matching('body', isWanted);
  const heading = await lexicon.matching('heading', isWanted);
  const total = (term: string): number => (body.get(term) ?? 0) + (heading.get(term) ?? 0);
  const found = [...new Set([...body.keys(), ...heading.keys()])];
  return found.sort((a, b) => total(b) - total(a) || (a < b ? -1 : 1)).slice(0, count);
}
