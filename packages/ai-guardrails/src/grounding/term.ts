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

/** The terms of a text. Linear. */
export function termsOf(text: string): readonly Term[] {
  const tokens = tokensOf(text);
  let isFirst = true;
  let end = 0;
  return tokens.map((token, index): Term => {
    isFirst ||= token.start > end + 1 && /[.!?:\n]/.test(text.slice(end, token.start));
    ({ end } = token);
    const word = numberWords.get(token.form);
    if (word !== undefined) {
      isFirst = false;
      return { ...token, kind: 'number', key: `#${word}`, isName: false };
    }
    const written = text.slice(token.start, token.end);
    if (token.kind !== 'content' || !isCapital(written)) {
      isFirst = false;
      return { ...token, key: keyOf(token), isName: false };
    }
    const next = tokens[index + 1];
    const isJoined = next !== undefined && isCapital(text.slice(next.start, next.end)) && next.start === token.end + 1;
    const isName = !isFirst || isJoined || isAllCapitals(written);
    isFirst = false;
    return { ...token, key: keyOf(token), isName };
  });
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
