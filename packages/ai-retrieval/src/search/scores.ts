/** Scores by ordinal of the readable chunk, and the ordinals that have one. */
export interface Scores {
  readonly scores: Float64Array;
  readonly matched: readonly number[];
}
