import { byteOffsets } from './byte-offsets.ts';
import { mapText, type MappedText, rewriteMapped } from './mapped-text.ts';
import type { NormaliserStep } from './normaliser.ts';
import type { PieceModel, PieceTokens } from './piece-model.ts';
import type { SectionReader } from './pipeline.ts';
import type { Splitter } from './splitter.ts';
import { isFull, type TokenSink } from './token-sink.ts';

/** Reads sections by normalising them as a whole, cutting them into pieces, and asking the model for each. With `isTrimmed` offsets leave out the spaces at the ends of tokens. */
export function createPieceReader(
  steps: readonly NormaliserStep[],
  splitter: Splitter,
  model: PieceModel,
  isTrimmed = false,
): SectionReader {
  const { prepare, isByteLevel } = splitter;
  const plain = (text: string, isFirst: boolean): string => {
    const normalised = steps.reduce((changed, step) => step.apply(changed), text);
    const rewrites = normalised === '' ? undefined : prepare?.(normalised, isFirst);
    return rewrites === undefined ? normalised : rewrites.map(([, replacement]) => replacement).join('');
  };
  const mapped = (text: string, start: number, isFirst: boolean): MappedText => {
    const normalised = steps.reduce(
      (changed, step) => rewriteMapped(changed, step.rewrites(changed.text)),
      mapText(text, start),
    );
    const rewrites = normalised.text === '' ? undefined : prepare?.(normalised.text, isFirst);
    return rewrites === undefined ? normalised : rewriteMapped(normalised, rewrites);
  };
  return (text, start, end, isFirst, sink) => {
    const section = start === 0 && end === text.length ? text : text.slice(start, end);
    const firstOffset = sink.offsets.length;
    const map = sink.hasOffsets ? mapped(section, start, isFirst) : undefined;
    const normalised = map?.text ?? plain(section, isFirst);
    for (const [from, to] of splitter.split(normalised)) {
      const piece = normalised.slice(from, to);
      const tokens = model.encode(piece);
      for (const id of tokens.ids) sink.ids.push(id);
      if (map !== undefined) putOffsets(sink, map, from, piece, isByteLevel ? byteOffsets(piece, tokens) : tokens);
      if (isFull(sink)) break;
    }
    if (isTrimmed && map !== undefined) trimOffsets(sink.offsets, firstOffset, text);
  };
}

function putOffsets(
  sink: TokenSink,
  { starts, ends }: MappedText,
  from: number,
  piece: string,
  tokens: PieceTokens,
): void {
  for (const [index, start] of tokens.starts.entries()) {
    const end = tokens.ends[index] ?? start;
    const first = starts[from + start] ?? ends[from + start - 1] ?? 0;
    sink.offsets.push(first, end > start ? (ends[from + end - 1] ?? first) : first);
  }
}

function trimOffsets(offsets: number[], from: number, text: string): void {
  for (let at = from; at < offsets.length; at += 2) {
    let start = offsets[at] ?? 0;
    let end = offsets[at + 1] ?? start;
    while (start < end && isSpace(text, start)) start += 1;
    while (end > start && isSpace(text, end - 1)) end -= 1;
    offsets[at] = start;
    offsets[at + 1] = end;
  }
}

function isSpace(text: string, at: number): boolean {
  return text[at] === ' ';
}
