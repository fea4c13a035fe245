import { analyse } from './analyse.ts';

// Interrogatives, auxiliaries, pronouns and prepositions: they make a sentence a question and say nothing about its subject. "May" stays: it is a month too.
const questionWords =
  'how what which who whom whose when where why do does did done have has had having can could might must shall should would am were been being ' +
  'i me my we our you your he him his she her hers they them theirs its so than too very from about above after again before below between during each per most many much long';

const questionTerms: ReadonlySet<string> = new Set(analyse(questionWords));

/** The terms of a query with how often each occurs. Words that every question has are left out, unless the query has no others. */
export function queryTerms(query: string): ReadonlyMap<string, number> {
  const all = [...analyse(query)];
  const content = all.filter((term) => !questionTerms.has(term));
  const terms = new Map<string, number>();
  for (const term of content.length === 0 ? all : content) terms.set(term, (terms.get(term) ?? 0) + 1);
  return terms;
}
