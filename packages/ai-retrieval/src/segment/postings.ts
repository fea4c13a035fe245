import type { TimeSlice } from '../internal/time-slice.ts';

/** The inverted index of one field of one segment: for term `t`, pairs of chunk ordinal and frequency from `offsets[t]` to `offsets[t + 1]`. */
export interface Postings {
  readonly terms: ReadonlyMap<string, number>;
  readonly offsets: Uint32Array;
  readonly entries: Uint32Array;
}

/** The terms of a field in the order of the text, as ordinals of its dictionary: those of chunk `c` from `starts[c]` to `starts[c + 1]`. */
export interface TermSequence {
  readonly starts: Uint32Array;
  readonly terms: Uint16Array | Uint32Array;
}

/** Collects the terms of chunks, given in ordinal order. */
export interface PostingsBuilder {
  /** Returns the number of terms of the chunk. */
  add(chunk: number, terms: Iterable<string>): number;
  build(slice: TimeSlice): Promise<EncodedPostings>;
}

/** Postings as they are written. */
export interface EncodedPostings {
  readonly terms: Uint8Array;
  readonly offsets: Uint8Array;
  readonly entries: Uint8Array;
  readonly sequence: Uint8Array;
}

/** Makes an empty builder. The order of the terms is written only when it is asked for. */
export function createPostingsBuilder(keepsOrder = false): PostingsBuilder {
  const lists = new Map<string, number[]>();
  const order: string[] = [];
  let size = 0;
  return {
    add(chunk, terms) {
      const counts = new Map<string, number>();
      let length = 0;
      for (const term of terms) {
        counts.set(term, (counts.get(term) ?? 0) + 1);
        length++;
        if (keepsOrder) order.push(term);
      }
      for (const [term, count] of counts) {
        const list = lists.get(term);
        if (list === undefined) lists.set(term, [chunk, count]);
        else list.push(chunk, count);
      }
      size += counts.size * 2;
      return length;
    },
    async build(slice) {
      const terms = [...lists.keys()].sort();
      const offsets = new Uint32Array(terms.length + 1);
      const entries = new Uint32Array(size);
      let at = 0;
      for (const [index, term] of terms.entries()) {
        if (slice.isOver()) await slice.next();
        const list = lists.get(term) ?? [];
        entries.set(list, at);
        at += list.length;
        offsets[index + 1] = at;
      }
      return {
        terms: new TextEncoder().encode(terms.join('\n')),
        offsets: bytesOf(offsets),
        entries: bytesOf(entries),
        sequence: await encodeSequence(order, terms, slice),
      };
    },
  };
}

// Two bytes a term while they suffice.
const mostShort = 65_536;

async function encodeSequence(
  order: readonly string[],
  terms: readonly string[],
  slice: TimeSlice,
): Promise<Uint8Array> {
  const ordinals = new Map(terms.map((term, ordinal) => [term, ordinal]));
  const sequence = terms.length <= mostShort ? new Uint16Array(order.length) : new Uint32Array(order.length);
  for (const [at, term] of order.entries()) {
    if (at % 1024 === 0 && slice.isOver()) await slice.next();
    sequence[at] = ordinals.get(term) ?? 0;
  }
  return bytesOf(sequence);
}

/** Reads the order of terms; undefined for a segment that was written without. */
export function decodeSequence(
  bytes: Uint8Array,
  termCount: number,
  chunkLengths: Iterable<number>,
): TermSequence | undefined {
  if (bytes.length === 0) return undefined;
  const starts = [0];
  for (const length of chunkLengths) starts.push((starts.at(-1) ?? 0) + length);
  const terms =
    termCount <= mostShort ? new Uint16Array(bytes.buffer, bytes.byteOffset, bytes.byteLength >> 1) : wordsOf(bytes);
  return { starts: Uint32Array.from(starts), terms };
}

/** Reads what {@link createPostingsBuilder} wrote. */
export function decodePostings(encoded: Omit<EncodedPostings, 'sequence'>): Postings {
  const terms = new Map<string, number>();
  if (encoded.terms.length > 0) {
    for (const term of new TextDecoder().decode(encoded.terms).split('\n')) terms.set(term, terms.size);
  }
  return { terms, offsets: wordsOf(encoded.offsets), entries: wordsOf(encoded.entries) };
}

/** The bytes under a typed array. */
export function bytesOf(array: Uint16Array | Uint32Array | Float32Array): Uint8Array {
  return new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
}

/** 32-bit words over aligned bytes. */
export function wordsOf(bytes: Uint8Array): Uint32Array {
  return new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength >> 2);
}
