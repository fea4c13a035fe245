import { classedSegments, readableClasses } from '../access/access-classes.ts';
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

/** A term in a field. */
export interface Found {
  /** Chunks of the statistics' set that hold it. */
  readonly frequency: number;
  /** The entries to rank, pairs of the segment's chunk and frequency. */
  readonly runs: readonly Run[];
}

/** Looks terms up. What it costs depends on the runs that may be read. */
export interface Lexicon {
  /** Where a term is in a field. */
  look(field: Field, term: string): Found;
  /** The terms of a field that a test lets pass and that something readable holds, with their frequency. */
  matching(field: Field, isWanted: (term: string) => boolean): Promise<ReadonlyMap<string, number>>;
}

/** Opens the lexicon of a scope. `check` throws when the caller has gone. */
export async function openLexicon(scope: RankingScope, slice: TimeSlice, check: () => void): Promise<Lexicon> {
  const { bases } = scope.ranked.partition;
  const segments = await classedSegments(scope.ranked.partition, slice);
  const ranked = segments.map((segment) => readableClasses(scope.ranked, segment));
  const counted = segments.map((segment) => readableClasses(scope.documentFrequency, segment));
  const lookIn = (index: number, field: Field, term: string, runs: Run[]): number => {
    const segment = segments[index];
    const [isRanked, isCounted] = [ranked[index], counted[index]];
    const ordinal = segment?.[field].postings.terms.get(term);
    if (segment === undefined || ordinal === undefined) return 0;
    const base = bases[index] ?? 0;
    const { entries, starts, runs: classes } = segment[field];
    const [first, end] = [starts[ordinal] ?? 0, starts[ordinal + 1] ?? 0];
    if (classes === undefined) {
      if (isRanked?.[1] === 1) runs.push({ base, entries, from: first, to: end });
      return isCounted?.[1] === 1 ? (end - first) >> 1 : 0;
    }
    let frequency = 0;
    let from = first === 0 ? 0 : (classes[first - 1] ?? 0);
    for (let at = first; at < end; at += 2) {
      const one = classes[at] ?? 0;
      const to = classes[at + 1] ?? 0;
      if (isCounted?.[one] === 1) frequency += (to - from) >> 1;
      if (isRanked?.[one] === 1) runs.push({ base, entries, from, to });
      from = to;
    }
    return frequency;
  };
  return {
    look(field, term) {
      const runs: Run[] = [];
      let frequency = 0;
      for (let index = 0; index < segments.length; index++) frequency += lookIn(index, field, term, runs);
      return { frequency, runs };
    },
    async matching(field, isWanted) {
      const found = new Map<string, number>();
      for (const [index, segment] of segments.entries()) {
        check();
        for (const term of segment[field].postings.terms.keys()) {
          if (slice.isOver()) await slice.next();
          if (!isWanted(term)) continue;
          const frequency = lookIn(index, field, term, []);
          if (frequency > 0) found.set(term, (found.get(term) ?? 0) + frequency);
        }
      }
      return found;
    },
  };
}
