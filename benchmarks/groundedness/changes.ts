import type { Random } from '../../packages/ai-stats/src/index.ts';
import type { OwnPassage } from './own-documents.ts';
import { paraphrase } from './thesaurus.ts';

interface Given {
  readonly sentence: string;
  readonly at: number;
  readonly passage: OwnPassage;
  readonly others: readonly OwnPassage[];
  readonly random: Random;
}

/** What may be done to a sentence; undefined where the sentence does not lend itself to it. */
export interface Change {
  readonly label: 'supported' | 'unsupported';
  readonly make: (given: Given) => string | undefined;
}

const supported = (make: Change['make']): Change => ({ label: 'supported', make });
const unsupported = (make: Change['make']): Change => ({ label: 'unsupported', make });

const wordings: readonly (readonly [RegExp, string])[] = [
  [/\bneeds\b/, 'requires'],
  [/\bneed\b/, 'require'],
  [/\bmust be\b/, 'has to be'],
  [/\bmust\b/, 'has to'],
  [/\buses\b/, 'makes use of'],
  [/\bshows\b/, 'displays'],
  [/\bchecks\b/, 'verifies'],
  [/\bgets\b/, 'receives'],
  [/\bholds\b/, 'contains'],
  [/\bbegins\b/, 'starts'],
  [/\bcannot\b/, 'is not able to'],
  [/\bdoes not\b/, "doesn't"],
  [/\bso that\b/, 'in order that'],
  [/\bas well\b/, 'too'],
  [/\bThe\b/, 'This'],
  [/\bwhich\b/, 'that'],
  [/\bwithout\b/, 'with no'],
  [/\bbecause\b/, 'since'],
];
const verbs = /\b(?:is|are|was|must|may|can|has|have|holds|needs|takes|gives|runs|reads|writes)\b/;
const names = /(?<=[a-z,] )[A-Z][A-Za-z]{2,}\b/g;
const negatable = /\b(is|are|was|were|must|may|can|will|does|do|has)\b(?! not)/;
const quantities: readonly (readonly [RegExp, readonly string[]])[] = [
  [/\b(?:every|each)\b/, ['some', 'hardly any', 'only one']],
  [/\ball\b/, ['some', 'most', 'few']],
  [/\b(?:some|several|many|most)\b/, ['all', 'every one of the']],
  [/\bat most\b/, ['at least']],
  [/\bat least\b/, ['at most']],
  [/\balways\b/, ['sometimes', 'rarely']],
  [/\b(?:often|usually|sometimes)\b/, ['always']],
];
const opposites: readonly (readonly [RegExp, string])[] = [
  [/\bbefore\b/, 'after'],
  [/\bafter\b/, 'before'],
  [/\bmore\b/, 'less'],
  [/\babove\b/, 'below'],
  [/\bfirst\b/, 'last'],
  [/\btrusted\b/, 'untrusted'],
  [/\buntrusted\b/, 'trusted'],
  [/\bmust\b/, 'may'],
  [/\bnew\b/, 'old'],
];

/** Every change by its name. */
export const changes: Readonly<Record<string, Change>> = {
  verbatim: supported(({ sentence }) => sentence),
  reworded: supported(({ sentence }) => {
    let made = sentence;
    for (const [from, to] of wordings) made = made.replace(from, to);
    return made;
  }),
  paraphrased: supported(({ sentence }) => paraphrase(sentence)),
  condensed: supported(({ sentence, at, passage }) => {
    const parts = [sentence, passage.sentences[at + 1] ?? ''].map(
      (each) => each.replace(/\.$/, '').split(/[,;:(] /)[0] ?? '',
    );
    const [one = '', other = ''] = parts.map((each) =>
      each.replace(/\b(?:the|a|an|also|then|its|their|so|very) /g, ''),
    );
    const made = `${one} and ${lower(other)}.`;
    return other === '' ? undefined : (paraphrase(made) ?? made);
  }),
  shortened: supported(({ sentence }) => {
    const cut = sentence.search(/[,;:(] /);
    return cut > 30 ? `${sentence.slice(0, cut).trimEnd()}.` : undefined;
  }),
  reordered: supported(({ sentence }) => {
    const found = /^(When|If|Where|Because) ([^,]{8,}), (.{12,})\.$/.exec(sentence);
    if (found === null) return undefined;
    const [, word = '', condition = '', rest = ''] = found;
    return `${rest.charAt(0).toUpperCase()}${rest.slice(1)} ${word.toLowerCase()} ${condition}.`;
  }),
  joined: supported(({ sentence, at, passage }) => {
    const next = passage.sentences[at + 1];
    return next === undefined ? undefined : `${sentence.slice(0, -1)}, and ${lower(next)}`;
  }),
  number: unsupported(({ sentence, random }) => {
    const found = /\b\d+(?:[.,]\d+)?\b/.exec(sentence);
    if (found === null) return undefined;
    const other = String(Number(found[0].replace(/[.,]/g, '')) + 1 + random.integer(40));
    return sentence.slice(0, found.index) + other + sentence.slice(found.index + found[0].length);
  }),
  'number of the passage': unsupported(({ sentence, passage }) => {
    const found = /\b\d+(?:[.,]\d+)?\b/.exec(sentence);
    const other = passage.sentences
      .flatMap((each) => each.match(/\b\d+(?:[.,]\d+)?\b/g) ?? [])
      .find((each) => each !== found?.[0]);
    if (found === null || other === undefined) return undefined;
    return sentence.slice(0, found.index) + other + sentence.slice(found.index + found[0].length);
  }),
  name: unsupported(({ sentence, others, random }) => {
    const found = sentence.match(names)?.[0];
    const pool = others[random.integer(others.length)]?.sentences.flatMap((each) => each.match(names) ?? []) ?? [];
    const other = pool.find((each) => !sentence.includes(each));
    return found === undefined || other === undefined ? undefined : sentence.replace(found, other);
  }),
  'names swapped': unsupported(({ sentence }) => {
    const [one, other] = [...new Set(sentence.match(names) ?? [])];
    if (one === undefined || other === undefined) return undefined;
    return sentence.replace(one, '\0').replace(other, one).replace('\0', other);
  }),
  negated: unsupported(({ sentence }) =>
    sentence.includes(' not ') ? sentence.replace(' not ', ' ') : sentence.replace(negatable, '$1 not'),
  ),
  quantity: unsupported(({ sentence, random }) => {
    for (const [pattern, others] of quantities)
      if (pattern.test(sentence)) return sentence.replace(pattern, others[random.integer(others.length)] ?? '');
    return undefined;
  }),
  opposite: unsupported(({ sentence }) => {
    for (const [pattern, other] of opposites) if (pattern.test(sentence)) return sentence.replace(pattern, other);
    return undefined;
  }),
  'wrong subject': unsupported(({ sentence, at, passage, random }) => {
    const offset = 2 + random.integer(3);
    const other = passage.sentences[(at + offset) % passage.sentences.length] ?? '';
    const [own, theirs] = [verbs.exec(sentence), verbs.exec(other)];
    if (own === null || theirs === null || other === sentence || own.index < 12) return undefined;
    return sentence.slice(0, own.index) + other.slice(theirs.index);
  }),
  'invented detail': unsupported(({ sentence, passage, others, random }) => {
    const other = others[random.integer(others.length)];
    const detail = other?.sentences[0]
      ?.split(/\s+/)
      .slice(1, 6)
      .join(' ')
      .replace(/[.,;:]+$/, '');
    if (other === undefined || detail === undefined || other.document === passage.document) return undefined;
    return `${sentence.slice(0, -1)} by ${detail}.`;
  }),
  invented: unsupported(({ passage, others, random }) => {
    const other = others[random.integer(others.length)];
    return other === undefined || other.document === passage.document
      ? undefined
      : other.sentences[random.integer(other.sentences.length)];
  }),
};

function lower(sentence: string): string {
  return sentence.charAt(0).toLowerCase() + sentence.slice(1);
}
