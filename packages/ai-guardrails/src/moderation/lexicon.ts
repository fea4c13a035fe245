import { encodedWords } from './encoded-words.ts';
import { plainWords } from './words.ts';

/** What a word is to the rules. */
export type WordTag = keyof typeof plainWords | keyof typeof encodedWords;

/** The words of the rules, by form. */
export interface Lexicon {
  tagsOf(form: string): ReadonlySet<WordTag>;
  /** The longest words first that begin a two-part word such as `get-rid-of`. */
  readonly phrases: ReadonlyMap<string, readonly (readonly string[])[]>;
  readonly words: ReadonlySet<string>;
}

const none: ReadonlySet<WordTag> = new Set();
let made: Lexicon | undefined;

/** Made when it is first needed. */
export function lexicon(): Lexicon {
  made ??= makeLexicon();
  return made;
}

function makeLexicon(): Lexicon {
  const tags = new Map<string, Set<WordTag>>();
  const phrases = new Map<string, (readonly string[])[]>();
  const add = (name: WordTag, line: string): void => {
    for (const word of line.split(' ')) {
      const known = tags.get(word);
      if (known === undefined) tags.set(word, new Set([name]));
      else known.add(name);
      const parts = word.split('-');
      const [first = ''] = parts;
      if (parts.length > 1) phrases.set(first, [...(phrases.get(first) ?? []), parts]);
    }
  };
  for (const [name, line] of Object.entries(plainWords)) add(name as WordTag, line);
  for (const [name, code] of Object.entries(encodedWords)) add(name as WordTag, decoded(code));
  return { tagsOf: (form) => tags.get(form) ?? none, phrases, words: new Set(tags.keys()) };
}

/** See scripts/moderation-words.mjs. */
function decoded(code: string): string {
  return atob(code).replace(/[a-z]/g, (letter) => String.fromCharCode(((letter.charCodeAt(0) - 84) % 26) + 97));
}
