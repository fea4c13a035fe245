import type { TimeSlice } from '../internal/time-slice.ts';
import type { Postings } from '../segment/postings.ts';

/**
 * The postings of one field over many segments, those of a term in runs of one access class, so that a search walks the runs that its principal may read and no other.
 * Entries are pairs of a slot, which stands for a chunk, and frequency; the runs of term `t`, pairs of class and end among the entries, lie from `starts[t]` to `starts[t + 1]`.
 */
export interface ClassedField {
  readonly terms: ReadonlyMap<string, number>;
  readonly entries: Uint32Array;
  readonly starts: Uint32Array;
  readonly runs: Uint32Array;
}

/** Postings of a segment whose first chunk is the partition's `base`. */
export interface FieldPart {
  readonly postings: Postings;
  readonly base: number;
}

/** Merges the postings of segments; `slots` gives 1 + the slot of each chunk of the partition, or 0 for one that is left out. Slots of a class follow each other. */
export async function mergeField(
  parts: readonly FieldPart[],
  slots: Uint32Array,
  classOfSlot: Uint32Array,
  slice: TimeSlice,
): Promise<ClassedField> {
  const terms = new Map<string, number>();
  const counts: number[] = [];
  await eachList(parts, slice, (term, postings, base, from, to) => {
    let count = 0;
    for (let at = from; at < to; at += 2) if (slots[base + (postings.entries[at] ?? 0)] !== 0) count++;
    if (count === 0) return;
    const id = terms.get(term) ?? terms.size;
    terms.set(term, id);
    counts[id] = (counts[id] ?? 0) + count;
  });
  const offsets = new Uint32Array(terms.size + 1);
  for (const [id, count] of counts.entries()) offsets[id + 1] = (offsets[id] ?? 0) + 2 * count;
  const entries = new Uint32Array(offsets[terms.size] ?? 0);
  const next = offsets.slice();
  await eachList(parts, slice, (term, postings, base, from, to) => {
    const id = terms.get(term);
    if (id === undefined) return;
    let place = next[id] ?? 0;
    for (let at = from; at < to; at += 2) {
      const slot = slots[base + (postings.entries[at] ?? 0)] ?? 0;
      if (slot === 0) continue;
      entries[place] = slot - 1;
      entries[place + 1] = postings.entries[at + 1] ?? 0;
      place += 2;
    }
    next[id] = place;
  });
  return { terms, entries, ...(await groupRuns(entries, offsets, classOfSlot, slice)) };
}

async function eachList(
  parts: readonly FieldPart[],
  slice: TimeSlice,
  visit: (term: string, postings: Postings, base: number, from: number, to: number) => void,
): Promise<void> {
  for (const { postings, base } of parts) {
    let ordinal = 0;
    for (const term of postings.terms.keys()) {
      if (slice.isOver()) await slice.next();
      visit(term, postings, base, postings.offsets[ordinal] ?? 0, postings.offsets[ordinal + 1] ?? 0);
      ordinal++;
    }
  }
}

/** Sorts the entries of each term by class, in place and keeping their order within a class, and writes down where each run ends. */
async function groupRuns(
  entries: Uint32Array,
  offsets: Uint32Array,
  classOfSlot: Uint32Array,
  slice: TimeSlice,
): Promise<Pick<ClassedField, 'starts' | 'runs'>> {
  const starts = new Uint32Array(offsets.length);
  const runs: number[] = [];
  const sizes: number[] = [];
  for (let term = 0; term + 1 < offsets.length; term++) {
    if (slice.isOver()) await slice.next();
    const [from, to] = [offsets[term] ?? 0, offsets[term + 1] ?? 0];
    const present: number[] = [];
    for (let at = from; at < to; at += 2) {
      const one = classOfSlot[entries[at] ?? 0] ?? 0;
      if ((sizes[one] ?? 0) === 0) present.push(one);
      sizes[one] = (sizes[one] ?? 0) + 2;
    }
    present.sort((a, b) => a - b);
    const copy = present.length > 1 ? entries.slice(from, to) : undefined;
    let end = from;
    for (const one of present) {
      const size = sizes[one] ?? 0;
      sizes[one] = end;
      end += size;
      runs.push(one, end);
    }
    for (let at = 0; copy !== undefined && at < copy.length; at += 2) {
      const one = classOfSlot[copy[at] ?? 0] ?? 0;
      const place = sizes[one] ?? 0;
      entries[place] = copy[at] ?? 0;
      entries[place + 1] = copy[at + 1] ?? 0;
      sizes[one] = place + 2;
    }
    for (const one of present) sizes[one] = 0;
    starts[term + 1] = runs.length;
  }
  return { starts, runs: Uint32Array.from(runs) };
}
