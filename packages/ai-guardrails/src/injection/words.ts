/** The words of a sentence as a reader hears them; `,` stands for any punctuation between clauses. */
export type Words = readonly string[];

const latinOf: Readonly<Record<string, string>> = {
  а: 'a',
  в: 'b',
  е: 'e',
  к: 'k',
  м: 'm',
  н: 'h',
  о: 'o',
  р: 'p',
  с: 'c',
  т: 't',
  у: 'y',
  х: 'x',
  і: 'i',
  ѕ: 's',
  ј: 'j',
  ԁ: 'd',
  ո: 'n',
  α: 'a',
  β: 'b',
  ε: 'e',
  ι: 'i',
  κ: 'k',
  ν: 'v',
  ο: 'o',
  ρ: 'p',
  τ: 't',
  υ: 'u',
  χ: 'x',
};

/** Format characters (zero-width, direction, tags, soft hyphen), fillers and variation selectors. */
const invisible = /\p{Cf}|\p{Variation_Selector}|\u115f|\u1160|\u034f/gu;
// eslint-disable-next-line no-control-regex -- the range is all of ASCII
const isAscii = /^[\x00-\x7f]*$/;
const emphasis = /[*_~`']/g;
const marks = /[\u0300-\u036f]/g;
const pieces = /[\p{L}\p{N}]+|@|[^\p{L}\p{N}\s@'’-]/gu;

/** Case, width forms, invisible characters, emphasis, accents and look-alike letters are undone. */
export function wordsOf(text: string): Words {
  const words: string[] = [];
  for (const [piece] of plainOf(text).matchAll(pieces)) {
    if (piece === '@' || /^[\p{L}\p{N}]/u.test(piece)) words.push(unmixed(piece));
    else if (words.at(-1) !== ',') words.push(',');
  }
  return joinSpelledOut(words);
}

function plainOf(text: string): string {
  if (isAscii.test(text)) return text.toLowerCase().replace(emphasis, '');
  const wide = text.replace(invisible, '').normalize('NFKC').toLowerCase().replace(emphasis, '');
  return wide.replaceAll('’', '').normalize('NFD').replace(marks, '');
}

/** Letters of another script inside a Latin word are read as what they look like. */
function unmixed(word: string): string {
  if (!/[a-z]/.test(word) || !/[\u0370-\u058f]/.test(word)) return word;
  return Array.from(word, (letter) => latinOf[letter] ?? letter).join('');
}

/** "i g n o r e" is one word. */
function joinSpelledOut(words: readonly string[]): Words {
  const joined: string[] = [];
  let run: string[] = [];
  const flush = (): void => {
    if (run.length >= 4) joined.push(run.join(''));
    else joined.push(...run);
    run = [];
  };
  for (const word of words) {
    if (word.length === 1 && word !== ',') run.push(word);
    else {
      flush();
      joined.push(word);
    }
  }
  flush();
  return joined;
}

const sets = new Map<string, ReadonlySet<string>>();

/** A set of words, from a line of them that the source code spells; made once. */
export function setOf(line: string): ReadonlySet<string> {
  const known = sets.get(line);
  if (known !== undefined) return known;
  const made: ReadonlySet<string> = new Set(line.split(' '));
  sets.set(line, made);
  return made;
}

/** Whether one of `wanted` is among the words from `start` up to `end`. */
export function has(words: Words, wanted: ReadonlySet<string>, start: number, end: number): boolean {
  for (let at = Math.max(0, start); at < Math.min(end, words.length); at++)
    if (wanted.has(words[at] ?? '')) return true;
  return false;
}

/** Whether the words from `at` on are exactly these. */
export function isAt(words: Words, phrase: string, at: number): boolean {
  return phrase.split(' ').every((word, index) => words[at + index] === word);
}

/** The first place of a phrase, or -1. */
export function findPhrase(words: Words, phrase: string): number {
  const first = phrase.split(' ', 1)[0] ?? '';
  for (let at = words.indexOf(first); at >= 0; at = words.indexOf(first, at + 1))
    if (isAt(words, phrase, at)) return at;
  return -1;
}

const leads = setOf(
  ', please and then now must should shall you first just simply kindly also immediately instead assistant ai but so always will can could would need',
);
const negations = setOf('not never dont cannot cant shouldnt mustnt wont without nor');

/** Whether the verb at this place asks for something, and is not negated. */
export function isImperative(words: Words, at: number): boolean {
  if (has(words, negations, at - 3, at)) return false;
  const previous = words[at - 1];
  if (previous === undefined || leads.has(previous)) return true;
  return (
    previous === 'to' &&
    has(words, setOf('need have required ought want must you instructed ordered supposed'), at - 2, at - 1)
  );
}
