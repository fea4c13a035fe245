import { singleRow, withRow } from './batch-shape.ts';
import type { BatchLimits } from './limits.ts';

/**
 * Cuts texts into batches by their token counts: from the longest down, each batch takes rows as long as cost and padding stay within the limits.
 * The result depends on the lengths alone. Returns the indices of each batch, longest batch first; O(n log n).
 */
export function planBatches(lengths: ArrayLike<number>, limits: BatchLimits): readonly Uint32Array[] {
  const order = Uint32Array.from({ length: lengths.length }, (_, index) => index);
  const lengthOf = (index: number): number => lengths[index] ?? 0;
  order.sort((a, b) => lengthOf(b) - lengthOf(a) || a - b);
  const batches: Uint32Array[] = [];
  for (let start = 0; start < order.length;) {
    let shape = singleRow(lengthOf(order[start] ?? 0), limits);
    let end = start + 1;
    for (; end < order.length; end += 1) {
      const next = withRow(shape, lengthOf(order[end] ?? 0), limits);
      if (next === undefined) break;
      shape = next;
    }
    batches.push(order.slice(start, end));
    start = end;
  }
  return batches;
}
