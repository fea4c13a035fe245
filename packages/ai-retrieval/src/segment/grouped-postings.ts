import type { TimeSlice } from '../internal/time-slice.ts';
import type { Postings } from './postings.ts';

/**
 * Postings whose entries stand in runs of one access class, so that a search walks the runs that its principal may read and no other.
 * Runs of term `t`, pairs of class and end among the entries, from `starts[t]` to `starts[t + 1]`. Without `runs` all entries are of class 1.
 */
export interface GroupedPostings {
  readonly postings: Postings;
  readonly entries: Uint32Array;
  readonly starts: Uint32Array;
  readonly runs: Uint32Array | undefined;
}

/** Groups the postings of a field by the class of each chunk; those of class 0, the dead, are left out. */
export async function groupPostings(
  postings: Postings,
  classOf: Uint32Array,
  classCount: number,
  slice: TimeSlice,
): Promise<GroupedPostings> {
  if (classCount <= 1 && !classOf.includes(0)) {
    return { postings, entries: postings.entries, starts: postings.offsets, runs: undefined };
  }
  const terms = postings.offsets.length - 1;
  const entries = new Uint32Array(postings.entries.length);
  const starts = new Uint32Array(terms + 1);
  const runs: number[] = [];
  const counts = new Uint32Array(classCount + 1);
  let written = 0;
  for (let term = 0; term < terms; term++) {
    if (slice.isOver()) await slice.next();
    const [from, to] = [postings.offsets[term] ?? 0, postings.offsets[term + 1] ?? 0];
    const present: number[] = [];
    for (let at = from; at < to; at += 2) {
      const one = classOf[postings.entries[at] ?? 0] ?? 0;
      if (one === 0) continue;
      if (counts[one] === 0) present.push(one);
      counts[one] = (counts[one] ?? 0) + 2;
    }
    present.sort((a, b) => a - b);
    for (const one of present) {
      const length = counts[one] ?? 0;
      counts[one] = written;
      written += length;
      runs.push(one, written);
    }
    for (let at = from; at < to; at += 2) {
      const chunk = postings.entries[at] ?? 0;
      const one = classOf[chunk] ?? 0;
      if (one === 0) continue;
      const place = counts[one] ?? 0;
      entries[place] = chunk;
      entries[place + 1] = postings.entries[at + 1] ?? 0;
      counts[one] = place + 2;
    }
    for (const one of present) counts[one] = 0;
    starts[term + 1] = runs.length;
  }
  return { postings, entries: entries.slice(0, written), starts, runs: Uint32Array.from(runs) };
}
