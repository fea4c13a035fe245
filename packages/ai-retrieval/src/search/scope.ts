import { classIndexOf, ordinalsOf, readableClasses } from '../access/class-index.ts';
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
type Field = 'body' | 'heading';

/** Readable entries of a term: pairs of a slot and frequency. */
interface Run {
  readonly entries: Uint32Array;
  readonly from: number;
  readonly to: number;
  /** By slot: 1 + the ordinal of the chunk among those that are ranked. */
  readonly ordinals: Uint32Array;
  /** By slot: 1 for chunks that do not belong to the run any more. */
  readonly left: Uint8Array | undefined;
}

/** A term in a field. */
interface Found {
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
  const index = await classIndexOf(scope.ranked.partition, slice);
  const isRanked = readableClasses(scope.ranked, index);
  const isCounted = readableClasses(scope.documentFrequency, index);
  const look = (field: Field, term: string): Found => {
    const found: Run[] = [];
    let frequency = 0;
    for (const unit of index.units) {
      const { terms, entries, starts, runs } = unit[field];
      const ordinal = terms.get(term);
      if (ordinal === undefined) continue;
      const [first, end] = [starts[ordinal] ?? 0, starts[ordinal + 1] ?? 0];
      let from = first === 0 ? 0 : (runs[first - 1] ?? 0);
      for (let at = first; at < end; at += 2) {
        const one = runs[at] ?? 0;
        const to = runs[at + 1] ?? 0;
        if (isCounted[one] === 1) frequency += countEntries(entries, from, to, unit.left);
        if (isRanked[one] === 1)
          found.push({ entries, from, to, ordinals: ordinalsOf(scope.ranked, unit), left: unit.left });
        from = to;
      }
    }
    return { frequency, runs: found };
  };
  return {
    look,
    async matching(field, isWanted) {
      const found = new Map<string, number>();
      for (const unit of index.units) {
        check();
        for (const term of unit[field].terms.keys()) {
          if (slice.isOver()) await slice.next();
          if (found.has(term) || !isWanted(term)) continue;
          const { frequency } = look(field, term);
          if (frequency > 0) found.set(term, frequency);
        }
      }
      return found;
    },
  };
}

function countEntries(entries: Uint32Array, from: number, to: number, left: Uint8Array | undefined): number {
  if (left === undefined) return (to - from) >> 1;
  let count = 0;
  for (let at = from; at < to; at += 2) if (left[entries[at] ?? 0] !== 1) count++;
  return count;
}
