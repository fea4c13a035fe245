import { classedSegments, readableClasses, type ClassedSegment } from '../access/access-classes.ts';
import type { ReadableSet } from '../access/readable-set.ts';
import type { TimeSlice } from '../internal/time-slice.ts';

/** From which set each statistic is taken: in production all four are the readable set. Apart, so that a test can plant a global one and see it noticed. */
export interface RankingScope {
  readonly ranked: ReadableSet;
  readonly documentFrequency: ReadableSet;
  readonly chunkCount: ReadableSet;
  readonly averageLength: ReadableSet;
}

/** The scope of every real search. */
export function readableScope(readable: ReadableSet): RankingScope {
  return { ranked: readable, documentFrequency: readable, chunkCount: readable, averageLength: readable };
}

/** A field that is ranked by. */
export type Field = 'body' | 'heading';

/** Where a term's readable entries are in one segment. */
export interface Run {
  /** First chunk of the segment in the partition. */
  readonly base: number;
  readonly entries: Uint32Array;
  readonly from: number;
  readonly to: number;
}

/** Looks terms up. What it costs depends on the runs that may be read. */
export interface Lexicon {
  /** Chunks of the statistics' set that hold the term. */
  frequency(field: Field, term: string): number;
  /** The entries to rank, pairs of the segment's chunk and frequency. */
  runs(field: Field, term: string): readonly Run[];
  /** The terms of a field that a test lets pass and that something readable holds, with their frequency. */
  matching(field: Field, isWanted: (term: string) => boolean): Promise<ReadonlyMap<string, number>>;
}

/** Opens the lexicon of a scope. `check` throws when the caller has gone. */
export async function openLexicon(scope: RankingScope, slice: TimeSlice, check: () => void): Promise<Lexicon> {
  const { bases } = scope.ranked.partition;
  const segments = await classedSegments(scope.ranked.partition, slice);
  const ranked = segments.map((segment) => readableClasses(scope.ranked, segment));
  const counted = segments.map((segment) => readableClasses(scope.documentFrequency, segment));
  const frequencyIn = (field: Field, term: string, index: number): number => {
    let frequency = 0;
    eachRun(segments[index], counted[index], field, term, (from, to) => (frequency += (to - from) >> 1));
    return frequency;
  };
  return {
    frequency: (field, term) => segments.reduce((sum, _, index) => sum + frequencyIn(field, term, index), 0),
    runs(field, term) {
      const found: Run[] = [];
      for (const [index, segment] of segments.entries()) {
        const base = bases[index] ?? 0;
        const { entries } = segment[field];
        eachRun(segment, ranked[index], field, term, (from, to) => found.push({ base, entries, from, to }));
      }
      return found;
    },
    async matching(field, isWanted) {
      const found = new Map<string, number>();
      for (const [index, segment] of segments.entries()) {
        check();
        for (const term of segment[field].postings.terms.keys()) {
          if (slice.isOver()) await slice.next();
          if (!isWanted(term)) continue;
          const frequency = frequencyIn(field, term, index);
          if (frequency > 0) found.set(term, (found.get(term) ?? 0) + frequency);
        }
      }
      return found;
    },
  };
}

function eachRun(
  segment: ClassedSegment | undefined,
  classes: Uint8Array | undefined,
  field: Field,
  term: string,
  visit: (from: number, to: number) => void,
): void {
  if (segment === undefined || classes === undefined) return;
  const { postings, starts, runs } = segment[field];
  const ordinal = postings.terms.get(term);
  if (ordinal === undefined) return;
  const [first, end] = [starts[ordinal] ?? 0, starts[ordinal + 1] ?? 0];
  if (runs === undefined) {
    if (classes[1] === 1) visit(first, end);
    return;
  }
  let from = first === 0 ? 0 : (runs[first - 1] ?? 0);
  for (let at = first; at < end; at += 2) {
    const to = runs[at + 1] ?? 0;
    if (classes[runs[at] ?? 0] === 1) visit(from, to);
    from = to;
  }
}
