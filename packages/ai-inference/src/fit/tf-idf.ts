import { dampedCount } from '../terms/weights.ts';
import type { FitParameters } from './parameters.ts';
import type { SparseMatrix } from './sparse-matrix.ts';
import type { TermCounts } from './term-counts.ts';

/** A corpus as unit-length rows of damped counts times inverse text frequencies, with the terms of its columns. */
export interface TfIdf {
  /** Sorted by UTF-16 units. */
  readonly terms: readonly string[];
  /** By column: `ln((texts + 1) / texts with the term)`, close to 0 for a term of every text. */
  readonly inverseFrequencies: Float64Array;
  readonly matrix: SparseMatrix;
}

/** Picks the vocabulary and weighs the counts. */
export function weighCounts(counts: TermCounts, parameters: Pick<FitParameters, 'minTexts' | 'maxTerms'>): TfIdf {
  const rows = counts.starts.length - 1;
  const frequencies = new Uint32Array(counts.terms.length);
  for (const id of counts.termIds) frequencies[id] = (frequencies[id] ?? 0) + 1;
  const kept = pickTerms(counts.terms, frequencies, parameters);
  const columnOf = new Int32Array(counts.terms.length).fill(-1);
  for (const [column, id] of kept.entries()) columnOf[id] = column;
  // Rounded to float32 so that the last bit of a platform's logarithm does not matter.
  const inverseFrequencies = Float64Array.from(kept, (id) =>
    Math.fround(Math.log((rows + 1) / (frequencies[id] ?? 1))),
  );
  return {
    terms: kept.map((id) => counts.terms[id] ?? ''),
    inverseFrequencies,
    matrix: buildMatrix(counts, columnOf, inverseFrequencies),
  };
}

function pickTerms(
  terms: readonly string[],
  frequencies: Uint32Array,
  { minTexts, maxTerms }: Pick<FitParameters, 'minTexts' | 'maxTerms'>,
): number[] {
  const byName = (left: number, right: number): number => ((terms[left] ?? '') < (terms[right] ?? '') ? -1 : 1);
  const frequent = [...terms.keys()].filter((id) => (frequencies[id] ?? 0) >= minTexts);
  if (frequent.length > maxTerms) {
    frequent.sort((left, right) => (frequencies[right] ?? 0) - (frequencies[left] ?? 0) || byName(left, right));
    frequent.length = maxTerms;
  }
  return frequent.sort(byName);
}

function buildMatrix(counts: TermCounts, columnOf: Int32Array, inverseFrequencies: Float64Array): SparseMatrix {
  const rows = counts.starts.length - 1;
  const starts = new Uint32Array(rows + 1);
  const indices = new Uint32Array(counts.termIds.length);
  const values = new Float64Array(counts.termIds.length);
  let entries = 0;
  for (let row = 0; row < rows; row += 1) {
    let squares = 0;
    const first = entries;
    for (let entry = counts.starts[row] ?? 0; entry < (counts.starts[row + 1] ?? 0); entry += 1) {
      const column = columnOf[counts.termIds[entry] ?? 0] ?? -1;
      if (column < 0) continue;
      const value = dampedCount(counts.counts[entry] ?? 1) * (inverseFrequencies[column] ?? 0);
      indices[entries] = column;
      values[entries] = value;
      squares += value * value;
      entries += 1;
    }
    const scale = squares === 0 ? 0 : 1 / Math.sqrt(squares);
    for (let entry = first; entry < entries; entry += 1) values[entry] = (values[entry] ?? 0) * scale;
    starts[row + 1] = entries;
  }
  return {
    rows,
    columns: inverseFrequencies.length,
    starts,
    indices: indices.subarray(0, entries),
    values: values.subarray(0, entries),
  };
}
