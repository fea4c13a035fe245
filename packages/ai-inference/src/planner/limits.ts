import type { CostModel } from './cost.ts';

/** What a batch may hold. */
export interface BatchLimits {
  /** Most cost of a batch, padding included (see {@link CostModel}); a longer text is a batch of its own. */
  readonly tokenBudget: number;
  /** Most of a batch's cost that may be padding, from 0 to 1. */
  readonly maxPaddedShare: number;
  readonly maxRows: number;
  readonly cost: CostModel;
}
