import { isRecord, type JsonRecord } from './tokenizer-file.ts';
import type { Rewrite } from './mapped-text.ts';

/** Cuts a normalised text into the pieces that the model reads one by one. */
export interface Splitter {
  /** What is put into the text or changed in it before it is cut; undefined where nothing is. */
  readonly prepare: ((text: string, isFirst: boolean) => readonly Rewrite[] | undefined) | undefined;
  /** Starts and ends of the pieces, one after the other. */
  readonly split: (text: string) => readonly (readonly [start: number, end: number])[];
  /** Whether pieces are read byte by byte. */
  readonly isByteLevel: boolean;
}

type Cut = (text: string) => readonly (readonly [number, number])[];

const punctuation = '\\p{P}!-/:-@\\[-`{-~';
/** All expressions are ours; `\s` in a file's means Unicode's white space, which differs from JavaScript's by U+0085 and U+FEFF. Those that files name are recognised by their text and never compiled. */
const patterns = {
  bert: new RegExp(`[^\\s${punctuation}]+|[${punctuation}]`, 'gu'),
  whitespace: /\w+|[^\w\s]+/g,
  words: /\S+/g,
  punctuation: new RegExp(`[^${punctuation}]+|[${punctuation}]+`, 'gu'),
  digits: /[^\d]+|\d+/gu,
  eachDigit: /[^\d]+|\d/gu,
  gpt2: /'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+/gu,
  llama3:
    /'[sS]|'[tT]|'[rR][eE]|'[vV][eE]|'[mM]|'[lL][lL]|'[dD]|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\p{White_Space}\p{L}\p{N}]+[\r\n]*|\p{White_Space}*[\r\n]+|\p{White_Space}+(?!\P{White_Space})|\p{White_Space}+/gu,
  qwen2:
    /'[sS]|'[tT]|'[rR][eE]|'[vV][eE]|'[mM]|'[lL][lL]|'[dD]|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\p{White_Space}\p{L}\p{N}]+[\r\n]*|\p{White_Space}*[\r\n]+|\p{White_Space}+(?!\P{White_Space})|\p{White_Space}+/gu,
  gpt2Split:
    /'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\p{White_Space}\p{L}\p{N}]+|\p{White_Space}+(?!\P{White_Space})|\p{White_Space}+/gu,
} as const;

/** Expressions of well-known models, as their files write them. */
const knownRegexes: Readonly<Record<string, RegExp>> = {
  "'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+": patterns.gpt2Split,
  "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}{1,3}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+":
    patterns.llama3,
  "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+":
    patterns.qwen2,
};

function matching(pattern: RegExp): Cut {
  return (text) => Array.from(text.matchAll(pattern), ({ 0: found, index }) => [index, index + found.length] as const);
}

/** Whether a pre-tokenizer is BERT's, for which there is a shorter way. */
export function isBertSplitter(value: unknown): boolean {
  return isRecord(value) && value['type'] === 'BertPreTokenizer';
}

/** Reads the pre-tokenizer of a `tokenizer.json`; undefined for one that is not known here. */
export function readSplitter(value: unknown): Splitter | undefined {
  if (value === null || value === undefined) return plain((text) => (text === '' ? [] : [[0, text.length]]));
  if (!isRecord(value)) return undefined;
  const list = value['type'] === 'Sequence' ? value['pretokenizers'] : [value];
  if (!Array.isArray(list)) return undefined;
  let result: Splitter | undefined;
  for (const step of list as readonly unknown[]) {
    const read = isRecord(step) ? readStep(step) : undefined;
    if (read === undefined) return undefined;
    if (result === undefined) result = read;
    else {
      // What changes the text must come first: later changes would move the cuts already made.
      if (read.prepare !== undefined || result.isByteLevel) return undefined;
      result = { ...result, isByteLevel: read.isByteLevel, split: refined(result.split, read.split) };
    }
  }
  return result;
}

function refined(first: Cut, second: Cut): Cut {
  return (text) =>
    first(text).flatMap(([start, end]) =>
      second(text.slice(start, end)).map(([from, to]) => [start + from, start + to] as const),
    );
}

function plain(split: Cut, isByteLevel = false): Splitter {
  return { prepare: undefined, split, isByteLevel };
}

function readStep(step: JsonRecord): Splitter | undefined {
  const whole: Cut = (text) => (text === '' ? [] : [[0, text.length]]);
  switch (step['type']) {
    case 'BertPreTokenizer':
      return plain((text) => matching(patterns.bert)(text));
    case 'Whitespace':
      return plain(matching(patterns.whitespace));
    case 'WhitespaceSplit':
      return plain(matching(patterns.words));
    case 'Punctuation':
      return step['behavior'] === undefined || step['behavior'] === 'Isolated'
        ? plain(matching(patterns.punctuation))
        : undefined;
    case 'Digits':
      return plain(matching(step['individual_digits'] === true ? patterns.eachDigit : patterns.digits));
    case 'Split':
      return readSplit(step);
    case 'ByteLevel': {
      const isPrefixed = step['add_prefix_space'] === true;
      return {
        prepare: isPrefixed ? (text) => (text.startsWith(' ') ? undefined : [[0, ' '], ...same(text)]) : undefined,
        split: step['use_regex'] === false ? whole : matching(patterns.gpt2),
        isByteLevel: true,
      };
    }
    case 'Metaspace':
      return readMetaspace(step, whole);
    default:
      return undefined;
  }
}

function same(text: string): readonly Rewrite[] {
  return Array.from(text, (character): Rewrite => [character.length, character]);
}

function readSplit(step: JsonRecord): Splitter | undefined {
  const { pattern } = step;
  const regex = isRecord(pattern) && typeof pattern['Regex'] === 'string' ? knownRegexes[pattern['Regex']] : undefined;
  if (regex === undefined || step['invert'] === true) return undefined;
  if (typeof step['behavior'] === 'string' && step['behavior'].toLowerCase() === 'removed') return undefined;
  return plain((text) => {
    const cuts: (readonly [number, number])[] = [];
    let at = 0;
    for (const { 0: found, index } of text.matchAll(regex)) {
      if (index > at) cuts.push([at, index]);
      if (found.length > 0) cuts.push([index, index + found.length]);
      at = index + found.length;
    }
    if (at < text.length) cuts.push([at, text.length]);
    return cuts;
  });
}

function readMetaspace(step: JsonRecord, whole: Cut): Splitter | undefined {
  const replacement = step['replacement'] ?? '\u2581';
  const shown = step['str_rep'] ?? replacement;
  const scheme = step['prepend_scheme'] ?? 'always';
  if (typeof replacement !== 'string' || shown !== replacement || replacement.length !== 1) return undefined;
  if (scheme !== 'always' && scheme !== 'first' && scheme !== 'never') return undefined;
  return {
    isByteLevel: false,
    split: whole,
    prepare: (text, isFirst) => {
      const isPrepended = scheme === 'always' || (scheme === 'first' && isFirst);
      const starts = text.startsWith(' ') || text.startsWith(replacement);
      const rewrites = Array.from(text, (character): Rewrite => [
        character.length,
        character === ' ' ? replacement : character,
      ]);
      return isPrepended && !starts ? [[0, replacement], ...rewrites] : rewrites;
    },
  };
}
