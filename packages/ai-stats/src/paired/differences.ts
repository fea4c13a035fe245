import { requireNumber, requireValues } from '../interval/check.ts';

/** Two systems' scores on the same cases, in the same order. */
export interface PairedScores {
  readonly baseline: ArrayLike<number>;
  readonly candidate: ArrayLike<number>;
}

/** Candidate minus baseline, case by case. */
export function differences({ baseline, candidate }: PairedScores, atLeast: number): Float64Array {
  requireValues('baseline', baseline, atLeast);
  requireNumber(
    'candidate.length',
    candidate.length,
    candidate.length === baseline.length,
    `${baseline.length}, as many as baseline has`,
  );
  requireValues('candidate', candidate, atLeast);
  return Float64Array.from(candidate, (value, index) => value - (baseline[index] ?? 0));
}
