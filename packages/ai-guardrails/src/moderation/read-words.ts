import { lexicon, type Lexicon, type WordTag } from './lexicon.ts';
import { connecting, mend } from './mend.ts';

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
const quotes: ReadonlySet<string> = new Set('"“”„«»‘');
const contractions: ReadonlyMap<string, string> = new Map(
  Object.entries({
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
  }),
);
const endings: readonly (readonly [RegExp, string])[] = [
  [/n't$/, ' not'],
  [/'re$/, ' are'],
  [/'m$/, ' am'],
  [/'ll$/, ' will'],
  [/'ve$/, ' have'],
  [/'d$/, ' would'],
];

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
    if (quotes.has(piece) || (piece === "'" && isQuoted)) {
      isQuoted =
        piece === '“' || piece === '«' || piece === '„' || piece === '‘'
          ? true
          : piece === '”' || piece === '»'
            ? false
            : !isQuoted;
      continue;
    }
    if (!isWord(piece)) {
      if (words.at(-1)?.form !== ',') add(',', false);
      continue;
    }
    const bare = /[!*@$]/.test(piece) ? piece.replace(/^[!*@$]+(?=[a-z]{3})|[!*]+$/g, '') : piece;
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

/** Most words begin as such. */
function isWord(piece: string): boolean {
  const unit = piece.charCodeAt(0);
  return (unit >= 0x61 && unit <= 0x7a) || /[\p{L}\p{N}]/u.test(piece);
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
    if (piece.length <= 2 && /^[\p{L}\p{N}@$]$/u.test(piece)) run.push(piece);
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
  const known = contractions.get(word);
  if (known !== undefined) return known.split(' ');
  if (!word.includes("'")) return [word];
  for (const [ending, full] of endings) if (ending.test(word)) return word.replace(ending, full).split(' ');
  return [word.replace(/'s$/, '-s')];
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
