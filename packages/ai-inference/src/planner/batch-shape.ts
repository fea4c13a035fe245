import { rowCost } from './cost.ts';
import type { BatchLimits } from './limits.ts';

/** Rows and lengths of a batch that is being put together. */
export interface BatchShape {
  readonly rows: number;
  /** Tokens of the longest row: what the others are padded to. */
  readonly longest: number;
  /** Cost of the rows without padding. */
  readonly own: number;
}

/** A batch of one row. */
export function singleRow(length: number, limits: BatchLimits): BatchShape {
  return { rows: 1, longest: length, own: rowCost(length, limits.cost) };
}

/** The batch with one more row, or undefined when it would break a limit. */
export function withRow(shape: BatchShape, length: number, limits: BatchLimits): BatchShape | undefined {
  const rows = shape.rows + 1;
  const longest = Math.max(shape.longest, length);
  const own = shape.own + rowCost(length, limits.cost);
  const padded = rows * rowCost(longest, limits.cost);
  const isWithin = rows <= limits.maxRows && padded <= limits.tokenBudget && 1 - own / padded <= limits.maxPaddedShare;
  return isWithin ? { rows, longest, own } : undefined;
}
