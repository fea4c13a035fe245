import { englishAnalyser } from '../analysis/english.ts';

/** The index terms of a text with their counts, and the length of that vector. */
export interface TermVector {
  readonly counts: ReadonlyMap<string, number>;
  readonly length: number;
}

/** Counts the terms of a text. */
export function termVector(text: string): TermVector {
  const counts = new Map<string, number>();
  for (const term of englishAnalyser.terms(text)) counts.set(term, (counts.get(term) ?? 0) + 1);
  let squares = 0;
  for (const count of counts.values()) squares += count * count;
  return { counts, length: Math.sqrt(squares) };
}

/** Cosine of two term vectors, 0 to 1; 0 when a text has no terms. */
export function termCosine(a: TermVector, b: TermVector): number {
  if (a.length === 0 || b.length === 0) return 0;
  const [small, large] = a.counts.size <= b.counts.size ? [a, b] : [b, a];
  let sum = 0;
  for (const [term, count] of small.counts) sum += count * (large.counts.get(term) ?? 0);
  return Math.min(1, sum / (a.length * b.length));
}

/** The runs of five terms that a text has, or all of its terms as one run when it is shorter. */
export function shinglesOf(text: string): ReadonlySet<string> {
  const terms = [...englishAnalyser.terms(text)];
  const width = 5;
  if (terms.length <= width) return new Set(terms.length === 0 ? [] : [terms.join(' ')]);
  return new Set(Array.from({ length: terms.length - width + 1 }, (_, at) => terms.slice(at, at + width).join(' ')));
}

/** How much of the smaller set is in the other, 0 to 1 (Broder 1997, containment). */
export function containment(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  const [small, large] = a.size <= b.size ? [a, b] : [b, a];
  if (small.size === 0) return 0;
  let shared = 0;
  for (const shingle of small) if (large.has(shingle)) shared++;
  return shared / small.size;
}
