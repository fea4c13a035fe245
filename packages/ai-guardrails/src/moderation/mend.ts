import { lexicon, type Lexicon } from './lexicon.ts';

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
export const connecting: ReadonlySet<string> = new Set(
  'i a the all are is am be like just so and or to of we you they them these those people person my our your should must can will not do does never have no such who in on at it this that really fucking'.split(
    ' ',
  ),
);
const LONGEST_JOINED = 60;

/** The word that a disguised or misspelt one stands for; itself, if there is none. */
export function mend(known: Lexicon, form: string): readonly string[] {
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
  if (form.length >= 4 && form.length <= 14) {
    const swapped = swappedWord(known, form) ?? lostLetter(form);
    if (swapped !== undefined) return [swapped];
  }
  if (form.length >= 5 && form.length <= LONGEST_JOINED) return segmented(known, form) ?? [form];
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
      if (word.length < (isGroupWord(word) ? 5 : 6) || word.includes('-')) continue;
      for (let at = 1; at < word.length - 1; at++) lost.set(word.slice(0, at) + word.slice(at + 1), word);
    }
    for (const word of ordinary) lost.delete(word);
  }
  return lost.get(form);
}

function isGroupWord(word: string): boolean {
  const tags = lexicon().tagsOf(word);
  return tags.has('group') && /^[a-z]+$/.test(word);
}

/** Ordinary words that are one letter short of one that the rules know. */
const ordinary =
  'anal natal plate sting baling heats hated slaps shots moths father fathers other brother order wives trees miters sting pints natives naive chase chose eaten bated human humans inner tans best males mles girl gils back wives wies poles poes natve blck bake gays gas whips wites trial queen quer hindu best shot stab slap prison poles women trust sorry honest'.split(
    ' ',
  );

/** Ordinary words that look like words without spaces between them. */
const whole: ReadonlySet<string> = new Set(
  'therapist therapists alike inhuman alive abreast along aground asleep another together therefore manslaughter womanhood manhood mankind gentleman gentlemen businessman businessmen businesswoman childish boyish sometimes something someone everyone anybody everybody ourselves themselves overall override onto into unto altogether allright beforehand islander islanders blackmail blackbird blackboard whiteboard'.split(
    ' ',
  ),
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
  if (words === undefined || words.length < 2 || whole.has(form)) return undefined;
  return words.some((word) => word.length > 3 && known.words.has(word)) ? words : undefined;
}
