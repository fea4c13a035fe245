import type { TextSpan } from '@org/ai-core';
import { latinOf } from './confusables.ts';
import { createMapBuilder, originalSpan, type MappedText } from './offset-map.ts';
import { joinSpelled } from './spelled.ts';

/** A text as a reader sees it, with the way back to the text that was written. */
export interface NormalisedText {
  readonly text: string;
  /** The span of the original from which `[start, end)` of the normalised text was made. */
  spanOf(start: number, end: number): TextSpan;
}

/** What is undone besides width forms, invisible characters and look-alike letters. */
export interface NormaliseOptions {
  /** Digits inside words are read as the letters they stand for. For matching only: it changes names of products. @defaultValue false */
  readonly leetspeak?: boolean | undefined;
  /** Words spelled out letter by letter are joined. @defaultValue true */
  readonly spelledOut?: boolean | undefined;
}

/** Starter and marks, Hangul letters that join, tag characters, invisible characters, or one code point. */
const cluster = /[\u1100-\u11ff\ua960-\ua97c\ud7b0-\ud7fb]{1,32}|[^\p{M}]?\p{M}{1,32}|[^]/gu;
const invisible = /\p{Cf}|\p{Variation_Selector}|\u115f|\u1160|\u3164|\u034f/gu;
const TAGS = 0xe0000;
const FLAG = 0x1f3f4;
/** NFKC makes at most 18 units of one, U+FDFA. */
const GROWTH = 18;
const leet: Readonly<Record<string, string>> = { 0: 'o', 1: 'i', 3: 'e', 4: 'a', 5: 's', 7: 't', '@': 'a', $: 's' };

/**
 * Undoes how a text is written rather than what it says: compatibility forms (NFKC), zero-width and other invisible
 * characters, letters spelled in tag characters, letters of other scripts inside Latin words, words spelled out.
 * Linear in the text; the result is at most 18 times as long, which only one character reaches.
 * @example
 * ```ts
 * import { normaliseText } from '@org/ai-guardrails';
 *
 * const { text, spanOf } = normaliseText('Ig\u200bnоre this');
 * console.log(text, spanOf(0, 6)); // Ignore this { start: 0, end: 7 }
 * ```
 */
export function normaliseText(text: string, options: NormaliseOptions = {}): NormalisedText {
  let mapped = composed(text);
  mapped = readWords(mapped, options.leetspeak === true);
  if (options.spelledOut !== false) mapped = joinSpelled(mapped);
  return { text: mapped.text, spanOf: (start, end) => originalSpan(mapped, start, end, text.length) };
}

function composed(text: string): MappedText {
  const builder = createMapBuilder(text.length * GROWTH);
  let isFlag = false;
  for (const { 0: piece, index } of text.matchAll(cluster)) {
    const point = piece.codePointAt(0) ?? 0;
    const isTag = point >= TAGS && point < TAGS + 0x80;
    if (isTag && !isFlag && point >= TAGS + 0x20 && point < TAGS + 0x7f) {
      builder.add(String.fromCharCode(point - TAGS), index, index + piece.length);
    } else if (!isTag) {
      builder.add(piece.replace(invisible, '').normalize('NFKC'), index, index + piece.length);
    }
    if (!isTag) isFlag = point === FLAG;
  }
  return builder.build();
}

/** Letters that only look Latin, in words that hold a Latin letter or nothing but such letters beside Latin words. */
function readWords(mapped: MappedText, isLeet: boolean): MappedText {
  const hasLatin = /[a-z]/i.test(mapped.text);
  if (!hasLatin) return mapped;
  const pattern = isLeet ? /[\p{L}\p{N}@$]+/gu : /[\p{L}\p{N}]+/gu;
  const text = mapped.text.replace(pattern, (word) => {
    // eslint-disable-next-line no-control-regex -- the range is all of ASCII
    let read = /^[\x00-\x7f]*$/.test(word) ? word : latinWord(word);
    if (isLeet && /[a-z]/i.test(read) && /[0-9@$]/.test(read)) {
      read = read.replace(/[0-9@$]/g, (sign) => leet[sign] ?? sign);
    }
    return read;
  });
  return { ...mapped, text };
}

function latinWord(word: string): string {
  const letters = Array.from(word);
  const isMixed = letters.some((letter) => /[a-z]/i.test(letter));
  if (!isMixed && (letters.length < 3 || letters.some((letter) => latinOf(letter) === undefined))) return word;
  return letters.map((letter) => latinOf(letter) ?? letter).join('');
}
