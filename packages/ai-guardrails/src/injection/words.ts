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
const asciiPieces = /[a-z0-9]+|[^a-z0-9\s-]/g;
const LEAST_SPELLED = 4;

/** Case, width forms, invisible characters, emphasis, accents and look-alike letters are undone. */
export function wordsOf(text: string): Words {
  const words: string[] = [];
  let singles = 0;
  let mostSingles = 0;
  const plain = plainOf(text);
  for (const piece of plain.match(isAscii.test(plain) ? asciiPieces : pieces) ?? []) {
    const unit = piece.charCodeAt(0);
    const isWord = unit >= 0x80 ? /^[\p{L}\p{N}]/u.test(piece) : isAsciiWord(unit);
    if (isWord) words.push(unmixed(piece));
    else if (words.at(-1) !== ',') words.push(',');
    singles = isWord && piece.length === 1 ? singles + 1 : 0;
    mostSingles = Math.max(mostSingles, singles);
  }
  return mostSingles < LEAST_SPELLED ? words : joinSpelledOut(words);
}

/** A lower-case letter, a digit, or `@`. */
function isAsciiWord(unit: number): boolean {
  return (unit >= 0x61 && unit <= 0x7a) || (unit >= 0x30 && unit <= 0x39) || unit === 0x40;
}

/** The text as {@link wordsOf} cuts it into words. */
export function plainOf(text: string): string {
  if (isAscii.test(text)) return text.toLowerCase().replace(emphasis, '');
  const wide = text.replace(invisible, '').normalize('NFKC').toLowerCase().replace(emphasis, '');
  return wide.replaceAll('’', '').normalize('NFD').replace(marks, '');
}

/** Letters of another script inside a Latin word are read as what they look like. */
function unmixed(word: string): string {
  if (isAscii.test(word) || !/[a-z]/.test(word) || !/[\u0370-\u058f]/.test(word)) return word;
  return Array.from(word, (letter) => latinOf[letter] ?? letter).join('');
}

/** "i g n o r e" is one word. */
function joinSpelledOut(words: readonly string[]): Words {
  const joined: string[] = [];
  let run: string[] = [];
  const flush = (): void => {
    if (run.length >= LEAST_SPELLED) joined.push(run.join(''));
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

/** The first place from `start` up to `end` of one of the wanted words, or -1. */
export function placeOf(words: Words, wanted: ReadonlySet<string>, start: number, end: number): number {
  const last = Math.min(end, words.length);
  for (let at = Math.max(0, start); at < last; at++) if (wanted.has(words[at] ?? '')) return at;
  return -1;
}

/** The last place of one of the wanted words, or -1. */
export function lastPlaceOf(words: Words, wanted: ReadonlySet<string>): number {
  for (let at = words.length - 1; at >= 0; at--) if (wanted.has(words[at] ?? '')) return at;
  return -1;
}

/** Whether one of `wanted` is among the words from `start` up to `end`. */
export function has(words: Words, wanted: ReadonlySet<string>, start: number, end: number): boolean {
  return placeOf(words, wanted, start, end) >= 0;
}

/** Words one after the other. */
export type Phrase = readonly string[];

/** The phrases that the source code spells. */
export function phrasesOf(...phrases: readonly string[]): readonly Phrase[] {
  return phrases.map((phrase) => phrase.split(' '));
}

/** Whether the words from `at` on are exactly these. */
export function isAt(words: Words, phrase: Phrase, at: number): boolean {
  for (let index = 0; index < phrase.length; index++) if (words[at + index] !== phrase[index]) return false;
  return true;
}

/** The first place of a phrase, or -1. */
export function findPhrase(words: Words, phrase: Phrase): number {
  const [first = ''] = phrase;
  for (let at = words.indexOf(first); at >= 0; at = words.indexOf(first, at + 1))
    if (isAt(words, phrase, at)) return at;
  return -1;
}

const leads = setOf(
  ', please and then now must should shall you first just simply kindly also immediately instead assistant ai but so always will can could would need',
);
const negations = setOf('not never dont cannot cant shouldnt mustnt wont without nor');

const askers = setOf('need have required ought want must you instructed ordered supposed');

/** Whether the verb at this place asks for something, and is not negated. */
export function isImperative(words: Words, at: number): boolean {
  if (has(words, negations, at - 3, at)) return false;
  const previous = words[at - 1];
  if (previous === undefined || leads.has(previous)) return true;
  return previous === 'to' && has(words, askers, at - 2, at - 1);
}
