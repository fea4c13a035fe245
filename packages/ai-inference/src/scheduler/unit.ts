/** Work that goes to a worker as a whole: one sequence, or rows whose composition is fixed. */
export interface Unit<Row> {
  /** Fingerprint of the model. */
  readonly model: string;
  /** Units of different owners take turns. */
  readonly owner: object;
  readonly priority: Priority;
  readonly rows: readonly Row[];
  /** Tokens of the longest row; where rows are texts, their characters. */
  readonly length: number;
  /** Whether nothing else may join the rows. */
  readonly isFixed: boolean;
}

/** Interactive work goes before batch work. */
export type Priority = 'interactive' | 'batch';
