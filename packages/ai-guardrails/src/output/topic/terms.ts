import { AiError, type TextSpan } from '@org/ai-core';
import { tokensOf } from '../../grounding/tokens.ts';
import { createFirstLook, type FirstLook } from './first-units.ts';

/** Topics by name, each with the terms that name it. */
export type Topics = Readonly<Record<string, readonly string[]>>;

/** A term in a text. */
interface TopicSighting extends TextSpan {
  readonly topic: string;
}

/** Finds terms of topics in a text, whole words in any of their forms. Linear in the text. */
export interface TopicIndex {
  find(text: string): TopicSighting | undefined;
}

interface Entry {
  readonly topic: string;
  readonly rest: readonly ReadonlySet<string>[];
}

/** @throws AiError `invalid-input` for a term without a word in it */
export function createTopicIndex(topics: Topics, field: string): TopicIndex {
  const entries = new Map<string, Entry[]>();
  for (const [topic, terms] of Object.entries(topics)) {
    for (const term of terms) {
      const [first, ...rest] = tokensOf(term).map((token) => formsOf(token.form));
      if (first === undefined)
        throw new AiError('invalid-input', `${field} has a term without a word in topic "${topic}"`);
      for (const form of first) {
        const known = entries.get(form);
        if (known === undefined) entries.set(form, [{ topic, rest }]);
        else known.push({ topic, rest });
      }
    }
  }
  let mayHold: FirstLook | undefined;
  return {
    find(text) {
      if (entries.size === 0) return undefined;
      mayHold ??= createFirstLook(entries.keys());
      if (!mayHold(text)) return undefined;
      const tokens = tokensOf(text);
      for (const [at, { form, start }] of tokens.entries()) {
        for (const { topic, rest } of entries.get(form.replace(/'s$/, '')) ?? []) {
          const isThere = rest.every((forms, index) =>
            forms.has(tokens[at + 1 + index]?.form.replace(/'s$/, '') ?? ''),
          );
          if (isThere) return { topic, start, end: tokens[at + rest.length]?.end ?? start };
        }
      }
      return undefined;
    },
  };
}

const LEAST_STEM = 3;

/** A word with the forms that English grammar makes of it: plurals, `-ing`, `-ed`, `-er`; and its own, if it has an ending. */
export function formsOf(word: string): ReadonlySet<string> {
  const forms = new Set([word, `${word}s`]);
  if (word.length < LEAST_STEM) return forms;
  const add = (stem: string, endings: string): void => {
    for (const ending of endings.split(' ')) forms.add(stem + ending);
  };
  if (/(?:s|x|z|ch|sh)$/.test(word)) forms.add(`${word}es`);
  if (/[^aeiou]y$/.test(word)) add(word.slice(0, -1), 'ies ied ier iers');
  if (word.endsWith('e')) add(word.slice(0, -1), 'ing ings ed er ers');
  else if (word.length > LEAST_STEM) add(word, 'ing ings ed er ers');
  if (/[^aeiou][aeiou][bdglmnprt]$/.test(word)) add(word + word.charAt(word.length - 1), 'ing ings ed');
  if (/(?:ch|sh|ss)$/.test(word)) forms.delete(`${word}s`);
  return forms;
}
