/** An estimate with its confidence bounds: the same shape as the `Interval` of `@org/ai-core`. */
export interface Interval {
  readonly estimate: number;
  readonly low: number;
  readonly high: number;
  /** Confidence level between 0 and 1, for instance 0.95. */
  readonly level: number;
  /** How it was made, for the report: wilson, t, bca, paired-bca. */
  readonly method: string;
}
