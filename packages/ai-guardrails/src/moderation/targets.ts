import type { ModerationWord } from './read-words.ts';

/** What the sentences before have left open. */
export interface HateContext {
  /** A protected group was just spoken of, so that "they" are its members. */
  readonly isAboutGroup: boolean;
}

/** The places of words that stand for members of a protected group. */
export function targets(words: readonly ModerationWord[], context: HateContext): ReadonlySet<number> {
  const found = new Set<number>();
  for (const [at, word] of words.entries()) {
    const next = words[at + 1];
    if (word.tags.has('slur') && !word.tags.has('homonym')) found.add(at);
    if (word.tags.has('groupAdjective')) {
      const isAlone =
        next === undefined ||
        next.form === ',' ||
        /^(?:are|is|and|or|who|should|must|will|can|do|have|people|i|we|you|they|the|that|from|in|on|at|to|with|for|because|everywhere|now|here|who|as|out|back|not)$/.test(
          next.form,
        );
      const isSubject = isAlone || next.tags.has('modal');
      if (next?.tags.has('person') === true) found.add(at + 1);
      else if (isSubject && word.tags.has('group')) found.add(at);
      continue;
    }
    if (word.tags.has('group') && next?.form !== '-s') found.add(at);
    if (context.isAboutGroup && word.tags.has('pronoun')) found.add(at);
    if (context.isAboutGroup && word.form === 'people' && /^(?:these|those|such|you)$/.test(words[at - 1]?.form ?? ''))
      found.add(at);
  }
  if (found.size === 0) return found;
  for (const [at, word] of words.entries()) {
    if (word.tags.has('pronoun') || /^(?:him|her|one|you)$/.test(word.form)) found.add(at);
  }
  return found;
}
