import type { Question, Term } from './question.ts';
import { synonymsOf } from './words/synonyms.ts';

/** How much of a term other words stand for, beside 1 for the word itself and its inflections. */
export interface MatchCredits {
  /** A word of the same family: `maintain` for `maintenance`. */
  readonly familyCredit: number;
  /** A word that can stand for it: `quote` for `offer`. */
  readonly synonymCredit: number;
}

/** What each word of the passages is worth for each term of a question: the words are looked up once, however often they stand there. */
export interface Matching {
  /** Best credit of each term, 0 to 1, among words. */
  credits(stems: Iterable<string>): Float64Array;
  /** The terms that a word stands for. */
  hits(stem: string): readonly Hit[];
}

interface Hit {
  readonly term: number;
  readonly credit: number;
}

/** Compares every different word of the passages with every term. */
export function matchWords(
  { terms }: Pick<Question, 'terms'>,
  sets: Iterable<ReadonlySet<string>>,
  credits: MatchCredits,
): Matching {
  const known = new Map<string, readonly Hit[]>();
  const synonyms = terms.map((term) => (term.isName ? new Set<string>() : synonymsOf(term.stem)));
  const hitsOf = (stem: string): readonly Hit[] => {
    const hits: Hit[] = [];
    for (const [at, term] of terms.entries()) {
      const credit = creditOf(stem, term, synonyms[at], credits);
      if (credit > 0) hits.push({ term: at, credit });
    }
    return hits;
  };
  for (const stems of sets) for (const stem of stems) if (!known.has(stem)) known.set(stem, hitsOf(stem));
  return {
    hits: (stem) => known.get(stem) ?? [],
    credits(stems) {
      const best = new Float64Array(terms.length);
      for (const stem of stems)
        for (const { term, credit } of known.get(stem) ?? []) best[term] = Math.max(best[term] ?? 0, credit);
      return best;
    },
  };
}

function creditOf(
  stem: string,
  term: Term,
  synonyms: ReadonlySet<string> | undefined,
  { familyCredit, synonymCredit }: MatchCredits,
): number {
  if (stem === term.stem || term.compounds.includes(stem)) return 1;
  if (term.isName) return 0;
  if (isFamily(stem, term.stem)) return familyCredit;
  return synonyms?.has(stem) === true ? synonymCredit : 0;
}

function isFamily(a: string, b: string): boolean {
  const shorter = Math.min(a.length, b.length);
  if (shorter < 5 || Math.abs(a.length - b.length) > 4) return false;
  const needed = Math.max(5, shorter - 1);
  return a.slice(0, needed) === b.slice(0, needed);
}
