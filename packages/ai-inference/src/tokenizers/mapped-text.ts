/** A text with, for each of its UTF-16 units, the part of the source that it stands for. */
export interface MappedText {
  readonly text: string;
  readonly starts: Uint32Array;
  readonly ends: Uint32Array;
}

/** A part of a text and what it becomes: the number of its UTF-16 units, and the new text. */
export type Rewrite = readonly [length: number, replacement: string];

/** A text that stands for itself; `from` is where it begins in the source. */
export function mapText(text: string, from: number): MappedText {
  return {
    text,
    starts: Uint32Array.from({ length: text.length }, (_, index) => from + index),
    ends: Uint32Array.from({ length: text.length }, (_, index) => from + index + 1),
  };
}

/** Applies rewrites that cover the text from start to end. Each unit of a replacement stands for all that it replaced; what is put in stands for the character behind it. */
export function rewriteMapped({ text, starts, ends }: MappedText, rewrites: Iterable<Rewrite>): MappedText {
  let result = '';
  const newStarts: number[] = [];
  const newEnds: number[] = [];
  let at = 0;
  for (const [length, replacement] of rewrites) {
    const isSame = length === replacement.length && length <= 2;
    const from = starts[at] ?? ends[at - 1] ?? 0;
    // What is put in stands for the whole character behind it.
    const taken = length > 0 ? length : (text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1;
    const to = ends[at + taken - 1] ?? from;
    for (let unit = 0; unit < replacement.length; unit += 1) {
      newStarts.push(isSame ? (starts[at + unit] ?? from) : from);
      newEnds.push(isSame ? (ends[at + unit] ?? to) : to);
    }
    result += replacement;
    at += length;
  }
  if (at !== text.length) throw new RangeError('the rewrites do not cover the text');
  return { text: result, starts: Uint32Array.from(newStarts), ends: Uint32Array.from(newEnds) };
}
