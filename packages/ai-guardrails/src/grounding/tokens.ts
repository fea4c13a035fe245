import type { TextSpan } from '@org/ai-core';

/** A word, a number, one character of a script without spaces, or a run of symbols that spell (circled letters, flags, braille, private use). */
export interface Token extends TextSpan {
  /** Folded: compatibility forms and case are one. */
  readonly form: string;
  /** The form without a common English ending: "ships" and "shipped" support "shipping". */
  readonly stem: string;
  /** `number` also of symbols that spell: like a figure, they stand in the passage or they are invented. */
  readonly kind: 'content' | 'function' | 'negation' | 'number';
}

const pattern =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]|[\u2460-\u24FF\u2800-\u28FF\u3200-\u33FF\u{1F100}-\u{1F1FF}\p{Co}\p{Cn}\p{Cs}]+|\p{N}+(?:[.,:]\p{N}+)*|[\p{L}\p{M}]+(?:['’][\p{L}\p{M}]+)*/gu;
/** The same on ASCII text, in half the time. */
const asciiPattern = /[0-9]+(?:[.,:][0-9]+)*|[A-Za-z]+(?:'[A-Za-z]+)*/g;
// eslint-disable-next-line no-control-regex -- the range is all of ASCII
const isAscii = /^[\x00-\x7f]*$/;
const spelling = /^[\u2460-\u24FF\u2800-\u28FF\u3200-\u33FF\u{1F100}-\u{1F1FF}\p{Co}\p{Cn}\p{Cs}]/u;
const negations = new Set(
  'no not never none nobody nothing neither nor without cannot unless except nicht kein keine nie ohne ne pas jamais sans'.split(
    ' ',
  ),
);
const functionWords = new Set(
  'a an the and or but if then than that this these those is are was were be been being am do does did have has had will would shall should can could may might must of in on at to for from by with as into about over under after before during between it its they them their he she his her we our us you your i my me who whom which what when where why how there here also only just so such each any all both some more most other very up out'.split(
    ' ',
  ),
);

/** The tokens of a text; punctuation, markup and white space between them do not count. Linear. */
export function tokensOf(text: string): readonly Token[] {
  const tokens: Token[] = [];
  const isPlain = isAscii.test(text);
  for (const match of text.matchAll(isPlain ? asciiPattern : pattern)) {
    const form = isPlain ? match[0].toLowerCase() : match[0].normalize('NFKC').toLowerCase().replaceAll('’', "'");
    tokens.push({
      start: match.index,
      end: match.index + match[0].length,
      form,
      stem: stemOf(form),
      kind: !isPlain && spelling.test(match[0]) ? 'number' : kindOf(form),
    });
  }
  return tokens;
}

function kindOf(form: string): Token['kind'] {
  if (/^\p{N}/u.test(form)) return 'number';
  if (negations.has(form) || form.endsWith("n't")) return 'negation';
  return functionWords.has(form) ? 'function' : 'content';
}

const endings = ['ations', 'ation', 'ings', 'ing', 'ies', 'ied', 'ed', 'es', 's', 'ly', 'e', 'y'];

function stemOf(form: string): string {
  const ending = endings.find((candidate) => form.endsWith(candidate) && form.length - candidate.length >= 3);
  const stem = ending === undefined ? form.replace(/'s$/, '') : form.slice(0, -ending.length);
  return /([b-df-hj-np-tv-z])\1$/.test(stem) && stem.length > 3 ? stem.slice(0, -1) : stem;
}
