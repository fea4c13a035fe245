import { latinOf } from '../normalise/confusables.ts';
import { tokensOf, type Token } from './tokens.ts';

/** A token with the key under which texts share it. */
export interface Term extends Token {
  /** The stem of a word cut to six units, so that "approval" meets "approves"; the value of a number; else the form. */
  readonly key: string;
  /** Written as a name: with a capital inside of a sentence, or all in capitals. */
  readonly isName: boolean;
}

const KEY = 6;
const numberWords = new Map(
  'two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty'
    .split(' ')
    .map((word, index) => [word, String(index + 2)]),
);
for (const [word, value] of [
  ['thirty', '30'],
  ['forty', '40'],
  ['fifty', '50'],
  ['sixty', '60'],
  ['seventy', '70'],
  ['eighty', '80'],
  ['ninety', '90'],
  ['hundred', '100'],
  ['thousand', '1000'],
] as const)
  numberWords.set(word, value);

const invisible = /[\p{Cf}\u034f]/gu;

const reference = /&#(?:x([0-9a-f]{1,6})|(\d{1,7}));/gi;

/** The terms of a text as a reader sees it. Linear. */
export function termsOf(written: string): readonly Term[] {
  const text = plainOf(written);
  const tokens = tokensOf(text);
  let isFirst = true;
  let end = 0;
  return tokens.map((token, index): Term => {
    isFirst ||= token.start > end + 1 && /[.!?:\n]/.test(text.slice(end, token.start));
    ({ end } = token);
    const value = numberWords.get(token.form);
    if (value !== undefined) {
      isFirst = false;
      return { ...token, kind: 'number', key: `#${value}`, isName: false };
    }
    const word = text.slice(token.start, token.end);
    if (token.kind !== 'content' || !isCapital(word)) {
      isFirst = false;
      return { ...token, key: keyOf(token), isName: false };
    }
    const next = tokens[index + 1];
    const isJoined = next !== undefined && isCapital(text.slice(next.start, next.end)) && next.start === token.end + 1;
    const isName = !isFirst || isJoined || isAllCapitals(word);
    isFirst = false;
    return { ...token, key: keyOf(token), isName };
  });
}

/** A text as a reader sees it: character references decoded, invisible characters out, compatibility forms and look-alike letters undone. */
export function plainOf(written: string): string {
  const text = written.includes('&#') ? written.replace(reference, characterOf) : written;
  // eslint-disable-next-line no-control-regex -- the range is all of ASCII
  if (/^[\x00-\x7f]*$/.test(text)) return text;
  return text
    .replace(invisible, '')
    .normalize('NFKC')
    .split(/(\s+)/)
    .map((word) => (/[A-Za-z]/.test(word) && /[\u0370-\u058f]/.test(word) ? lookedAt(word) : word))
    .join('');
}

function characterOf(whole: string, hex: string | undefined, decimal: string | undefined): string {
  const code = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16);
  return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
}

function lookedAt(word: string): string {
  return Array.from(word, (letter) => latinOf(letter) ?? letter).join('');
}

function keyOf({ kind, form, stem }: Token): string {
  if (kind === 'number') return `#${valueOf(form)}`;
  return kind === 'content' ? stem.slice(0, KEY) : form;
}

/** "1,000", "1.000" and "1000" are one number; so are "2.50" and "2.5". */
function valueOf(form: string): string {
  const plain = form.replace(/[.,](?=\d{3}(?:\D|$))/g, '').replace(',', '.');
  return /^\d+\.\d+$/.test(plain) ? plain.replace(/\.?0+$/, '') : plain;
}

function isCapital(written: string): boolean {
  const unit = written.charCodeAt(0);
  if (unit < 0x80) return unit >= 0x41 && unit <= 0x5a;
  return /^\p{Lu}/u.test(written);
}

function isAllCapitals(written: string): boolean {
  return /^\p{Lu}{2,}$/u.test(written);
}

/** Whether the term says something: a content word or a number. */
export function isTelling({ kind }: Pick<Term, 'kind'>): boolean {
  return kind === 'content' || kind === 'number';
}

/** What makes a word the same word in another form; a number by its value. */
export function stemOf({ kind, key, stem }: Term): string {
  return kind === 'number' ? key : stem;
}
