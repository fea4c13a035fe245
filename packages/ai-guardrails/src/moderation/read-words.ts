import { lexicon, type Lexicon, type WordTag } from './lexicon.ts';

/** A word of a sentence as the rules read it. */
export interface ModerationWord {
  /** Small letters, contractions and disguises undone; `,` for punctuation between clauses. */
  readonly form: string;
  readonly tags: ReadonlySet<WordTag>;
  /** Stands between quotation marks. */
  readonly isQuoted: boolean;
  /** The form was put right: it is less sure. */
  readonly isMended: boolean;
}

const pieces = /[\p{L}\p{N}@$!*]+(?:['-][\p{L}\p{N}]+)*|["“”„«»‘]|[.,;:?!—–()]+|'/gu;
const contractions: Readonly<Record<string, string>> = {
  "can't": 'can not',
  cannot: 'can not',
  "won't": 'will not',
  "shan't": 'shall not',
  "ain't": 'is not',
  dont: 'do not',
  doesnt: 'does not',
  didnt: 'did not',
  wont: 'will not',
  cant: 'can not',
  isnt: 'is not',
  arent: 'are not',
  shouldnt: 'should not',
  wouldnt: 'would not',
  im: 'i am',
  ive: 'i have',
  youre: 'you are',
  ur: 'your',
  theyre: 'they are',
  u: 'you',
  r: 'are',
  gonna: 'going to',
  wanna: 'want to',
  gotta: 'got to',
  "y'all": 'you all',
  yall: 'you all',
  h8: 'hate',
};
const endings: readonly (readonly [RegExp, string])[] = [
  [/n't$/, ' not'],
  [/'re$/, ' are'],
  [/'m$/, ' am'],
  [/'ll$/, ' will'],
  [/'ve$/, ' have'],
  [/'d$/, ' would'],
];
const leet: Readonly<Record<string, string>> = {
  '0': 'o',
  '1': 'i',
  '3': 'e',
  '4': 'a',
  '5': 's',
  '7': 't',
  '8': 'b',
  '@': 'a',
  $: 's',
  '!': 'i',
};
const leetOther: Readonly<Record<string, string>> = { ...leet, '1': 'l', '!': 'l' };
/** Words between those of the lexicon, for texts without spaces. */
const connecting: ReadonlySet<string> = new Set(
  'i a the all are is am be like just so and or to of we you they them these those people person my our your should must can will not do does never have no such who in on at it this that really fucking'.split(
    ' ',
  ),
);
const LONGEST_JOINED = 60;

/** The words of a sentence. Linear in its length. */
export function readWords(sentence: string): readonly ModerationWord[] {
  const known = lexicon();
  const words: ModerationWord[] = [];
  const plain = sentence
    .normalize('NFKC')
    .replace(/[’`´]/g, "'")
    .replace(/[\u200b-\u200f\u2060\ufeff\u00ad]/g, '')
    .toLowerCase();
  let isQuoted = false;
  const add = (form: string, isMended: boolean): void => {
    words.push({ form, tags: known.tagsOf(form), isQuoted, isMended });
  };
  const found = joinSpelled(plain.match(pieces) ?? []);
  for (const [at, piece] of found.entries()) {
    if (/^["“”„«»‘]$/.test(piece) || (piece === "'" && isQuoted)) {
      isQuoted =
        piece === '“' || piece === '«' || piece === '„' || piece === '‘'
          ? true
          : piece === '”' || piece === '»'
            ? false
            : !isQuoted;
      continue;
    }
    if (!/[\p{L}\p{N}]/u.test(piece)) {
      if (words.at(-1)?.form !== ',') add(',', false);
      continue;
    }
    const bare = piece.replace(/^[!*@$]+(?=[a-z]{3})|[!*]+$/g, '');
    const joined = `${bare}${found[at + 1] ?? ''}`;
    if (isPair(known, bare, found[at + 1], joined)) {
      add(joined, true);
      found[at + 1] = ',';
      continue;
    }
    for (const form of expanded(bare)) for (const mended of mend(known, form)) add(mended, mended !== form);
  }
  return joinPhrases(known, words);
}

/** "w o m e n", spelled with at least four single letters, is one word. */
function joinSpelled(found: readonly string[]): string[] {
  const joined: string[] = [];
  let run: string[] = [];
  const flush = (): void => {
    if (run.length > 3) joined.push(run.join(''));
    else joined.push(...run);
    run = [];
  };
  for (const piece of found) {
    if (/^[\p{L}\p{N}@$]$/u.test(piece)) run.push(piece);
    else {
      flush();
      joined.push(piece);
    }
  }
  flush();
  return joined;
}

/** A word of the lexicon with a space inside: neither part is a word that the rules know. */
function isPair(known: Lexicon, first: string, second: string | undefined, joined: string): boolean {
  if (second === undefined || joined.length < 5 || !known.words.has(joined)) return false;
  return !known.words.has(first) && !connecting.has(first) && (!known.words.has(second) || second.length < 3);
}

function expanded(word: string): readonly string[] {
  const known = contractions[word];
  if (known !== undefined) return known.split(' ');
  for (const [ending, full] of endings) if (ending.test(word)) return word.replace(ending, full).split(' ');
  return [word.replace(/'s$/, '-s')];
}

/** The word that a disguised or misspelt one stands for; itself, if there is none. */
function mend(known: Lexicon, form: string): readonly string[] {
  if (known.words.has(form) || connecting.has(form)) return [form];
  if (/[0-9@$!]/.test(form) && /[a-z]/.test(form)) {
    for (const table of [leet, leetOther]) {
      const read = form.replace(/[0-9@$!]/g, (sign) => table[sign] ?? sign);
      if (known.words.has(read) || connecting.has(read)) return [read];
    }
  }
  const short = form.replace(/(.)\1{2,}/g, '$1');
  if (short !== form && known.words.has(short)) return [short];
  if (form.includes('*') && form.length > 3) {
    const starred = starredWord(known, form);
    if (starred !== undefined) return [starred];
  }
  if (form.length >= 5 && form.length <= 14) {
    const swapped = swappedWord(known, form) ?? lostLetter(form);
    if (swapped !== undefined) return [swapped];
  }
  if (form.length >= 8 && form.length <= LONGEST_JOINED) return segmented(known, form) ?? [form];
  return [form];
}

function starredWord(known: Lexicon, form: string): string | undefined {
  for (const word of known.words) {
    if (word.length !== form.length) continue;
    let at = 0;
    while (at < word.length && (form.charAt(at) === '*' || form.charAt(at) === word.charAt(at))) at++;
    if (at === word.length) return word;
  }
  return undefined;
}

/** Two neighbouring letters changed places. */
function swappedWord(known: Lexicon, form: string): string | undefined {
  for (let at = 0; at + 1 < form.length; at++) {
    const swapped = form.slice(0, at) + form.charAt(at + 1) + form.charAt(at) + form.slice(at + 2);
    if (known.words.has(swapped)) return swapped;
  }
  return undefined;
}

let lost: Map<string, string> | undefined;

/** One letter inside of a longer word is missing. */
function lostLetter(form: string): string | undefined {
  if (lost === undefined) {
    lost = new Map();
    for (const word of lexicon().words) {
      if (word.length < 6 || word.includes('-')) continue;
      for (let at = 1; at < word.length - 1; at++) lost.set(word.slice(0, at) + word.slice(at + 1), word);
    }
    for (const word of ordinary) lost.delete(word);
  }
  return lost.get(form);
}

/** Ordinary words that are one letter short of one that the rules know. */
const ordinary =
  'anal natal plate sting baling heats hated slaps shots moths father fathers other brother order wives trees miters sting pints natives naive chase chose eaten bated human humans inner prison poles women trust sorry honest'.split(
    ' ',
  );

/** Words of the lexicon and small words, written without spaces. */
function segmented(known: Lexicon, form: string): readonly string[] | undefined {
  const best: (readonly string[] | undefined)[] = [[]];
  for (let end = 1; end <= form.length; end++) {
    for (let start = Math.max(0, end - 18); start < end; start++) {
      const before = best[start];
      const word = form.slice(start, end);
      if (before === undefined || !(known.words.has(word) ? word.length > 2 : connecting.has(word))) continue;
      if (best[end] === undefined || before.length + 1 < (best[end]?.length ?? 0)) best[end] = [...before, word];
    }
  }
  const words = best[form.length];
  return words !== undefined && words.length > 1 ? words : undefined;
}

/** Words of several parts become one. */
function joinPhrases(known: Lexicon, words: readonly ModerationWord[]): readonly ModerationWord[] {
  const joined: ModerationWord[] = [];
  for (let at = 0; at < words.length; at++) {
    const word = words[at];
    if (word === undefined) break;
    const parts = known.phrases
      .get(word.form)
      ?.filter((phrase) => phrase.every((part, index) => words[at + index]?.form === part))
      .sort((a, b) => b.length - a.length)[0];
    if (parts === undefined) joined.push(word);
    else {
      const form = parts.join('-');
      joined.push({ ...word, form, tags: known.tagsOf(form) });
      at += parts.length - 1;
    }
  }
  return joined;
}
