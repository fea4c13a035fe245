import type { TextSpan } from '@org/ai-core';

/** A text under change: each of its units knows the span of the original that it comes from. */
export interface MappedText {
  readonly text: string;
  /** By unit of `text`. */
  readonly starts: Uint32Array;
  readonly ends: Uint32Array;
}

/** Collects a mapped text piece by piece. */
export interface MapBuilder {
  add(piece: string, start: number, end: number): void;
  build(): MappedText;
}

/** `capacity` is the most units that will be added; more are dropped, so that no text grows without bound. */
export function createMapBuilder(capacity: number): MapBuilder {
  const starts = new Uint32Array(capacity);
  const ends = new Uint32Array(capacity);
  const pieces: string[] = [];
  let length = 0;
  return {
    add(piece, start, end) {
      const kept = piece.slice(0, capacity - length);
      if (kept === '') return;
      pieces.push(kept);
      starts.fill(start, length, length + kept.length);
      ends.fill(end, length, length + kept.length);
      length += kept.length;
    },
    build: () => ({ text: pieces.join(''), starts: starts.subarray(0, length), ends: ends.subarray(0, length) }),
  };
}

/** The span of the original behind `[start, end)` of a mapped text; empty spans stand where they are. */
export function originalSpan(mapped: MappedText, start: number, end: number, length: number): TextSpan {
  const first = mapped.starts[start] ?? length;
  if (end <= start) return { start: first, end: first };
  return { start: first, end: mapped.ends[Math.min(end, mapped.ends.length) - 1] ?? length };
}
