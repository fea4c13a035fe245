import { readTerms } from '../terms/terms.ts';
import { createGrowingArray, type GrowingArray } from './growing-array.ts';

/** How often each term occurs in each text, in compressed rows: row `r` has the entries from `starts[r]` to `starts[r + 1]`. */
export interface TermCounts {
  /** Texts added, and of these the share `1 / stride` that is kept as rows. */
  readonly texts: number;
  readonly stride: number;
  readonly tokens: number;
  /** Terms in order of first use; `termIds` are positions here. */
  readonly terms: readonly string[];
  readonly starts: Uint32Array;
  readonly termIds: Uint32Array;
  readonly counts: Uint32Array;
}

/** Collects term counts text by text. */
export interface TermCounter {
  add(text: string): void;
  finish(): TermCounts;
}

/** What bounds the memory of a counter. */
export interface TermCounterLimits {
  readonly maxTexts: number;
  readonly maxEntries: number;
  readonly maxTokens: number;
}

interface Rows {
  readonly terms: Map<string, number>;
  readonly starts: GrowingArray;
  readonly termIds: GrowingArray;
  readonly counts: GrowingArray;
}

/** Starts a counter. When a limit is reached, it keeps every second text of those it has, and from then on reads every second one. */
export function createTermCounter(limits: TermCounterLimits): TermCounter {
  let rows = emptyRows();
  let texts = 0;
  let stride = 1;
  let tokens = 0;
  const add = (text: string): void => {
    if (texts % stride === 0) {
      while (rows.starts.length > limits.maxTexts || rows.termIds.length >= limits.maxEntries) {
        rows = everySecond(rows);
        stride *= 2;
        if (rows.starts.length <= 2) break;
      }
      if (texts % stride === 0) tokens += addRow(rows, text, limits.maxTokens);
    }
    texts += 1;
  };
  const finish = (): TermCounts => ({
    texts,
    stride,
    tokens,
    terms: [...rows.terms.keys()],
    starts: rows.starts.view(),
    termIds: rows.termIds.view(),
    counts: rows.counts.view(),
  });
  return { add, finish };
}

function emptyRows(): Rows {
  const rows = {
    terms: new Map<string, number>(),
    starts: createGrowingArray(),
    termIds: createGrowingArray(),
    counts: createGrowingArray(),
  };
  rows.starts.push(0);
  return rows;
}

function addRow(rows: Rows, text: string, maxTokens: number): number {
  const row = new Map<number, number>();
  const { tokens } = readTerms(text, maxTokens, (term) => {
    const id = idOf(rows.terms, term);
    row.set(id, (row.get(id) ?? 0) + 1);
  });
  for (const [id, count] of row) pushEntry(rows, id, count);
  rows.starts.push(rows.termIds.length);
  return tokens;
}

/** Terms are numbered anew, so that the words of dropped texts are forgotten. */
function everySecond(rows: Rows): Rows {
  const kept = emptyRows();
  const terms = [...rows.terms.keys()];
  const [starts, termIds, counts] = [rows.starts.view(), rows.termIds.view(), rows.counts.view()];
  for (let row = 0; row + 1 < starts.length; row += 2) {
    for (let entry = starts[row] ?? 0; entry < (starts[row + 1] ?? 0); entry += 1) {
      pushEntry(kept, idOf(kept.terms, terms[termIds[entry] ?? 0] ?? ''), counts[entry] ?? 0);
    }
    kept.starts.push(kept.termIds.length);
  }
  return kept;
}

function idOf(terms: Map<string, number>, term: string): number {
  const known = terms.get(term);
  if (known !== undefined) return known;
  terms.set(term, terms.size);
  return terms.size - 1;
}

function pushEntry(rows: Rows, id: number, count: number): void {
  rows.termIds.push(id);
  rows.counts.push(count);
}
