import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encoderCost, rowCost } from './cost.ts';
import type { BatchLimits } from './limits.ts';
import { planBatches } from './plan-batches.ts';

const limits: BatchLimits = { tokenBudget: 512, maxPaddedShare: 0.15, maxRows: 64, cost: encoderCost(384) };
const lengthLists = fc.array(fc.integer({ min: 1, max: 700 }), { maxLength: 200 });
const anyLimits = fc.record({
  tokenBudget: fc.integer({ min: 1, max: 2048 }),
  maxPaddedShare: fc.double({ min: 0, max: 1, noNaN: true }),
  maxRows: fc.integer({ min: 1, max: 64 }),
  cost: fc.integer({ min: 8, max: 1024 }).map(encoderCost),
});

const costOf = (batch: ArrayLike<number>, lengths: readonly number[], { cost }: BatchLimits): number =>
  batch.length * rowCost(Math.max(...Array.from(batch, (index) => lengths[index] ?? 0)), cost);

describe('planBatches', () => {
  it('puts every text into exactly one batch', () => {
    fc.assert(
      fc.property(lengthLists, anyLimits, (lengths, given) => {
        const all = planBatches(lengths, given).flatMap((batch) => [...batch]);
        expect(all.sort((a, b) => a - b)).toEqual(lengths.map((_, index) => index));
      }),
    );
  });

  it('keeps cost, padding and rows within the limits, but for a text that is a batch of its own', () => {
    fc.assert(
      fc.property(lengthLists, anyLimits, (lengths, given) => {
        for (const batch of planBatches(lengths, given)) {
          if (batch.length === 1) continue;
          const padded = costOf(batch, lengths, given);
          const own = batch.reduce((sum, index) => sum + rowCost(lengths[index] ?? 0, given.cost), 0);
          expect(padded).toBeLessThanOrEqual(given.tokenBudget);
          expect(1 - own / padded).toBeLessThanOrEqual(given.maxPaddedShare + 1e-9);
          expect(batch.length).toBeLessThanOrEqual(given.maxRows);
        }
      }),
    );
  });

  it('depends on nothing but the lengths', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.integer({ min: 1, max: 700 })), fc.infiniteStream(fc.nat()), (lengths, keys) => {
        const shuffled = lengths
          .map((length) => ({ length, key: keys.next().value as number }))
          .sort((a, b) => a.key - b.key)
          .map(({ length }) => length);
        const planOf = (list: readonly number[]): number[][] =>
          planBatches(list, limits).map((batch) => Array.from(batch, (index) => list[index] ?? 0));
        expect(planOf(shuffled)).toEqual(planOf(lengths));
      }),
    );
  });

  it('needs at most a quarter more cost than the best cut of the sorted texts', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 512 }), { minLength: 1, maxLength: 40 }), (lengths) => {
        const sorted = [...lengths].sort((a, b) => b - a);
        // A run of the runtime costs about as much as 8 tokens of a small encoder, besides what its rows cost.
        const overhead = 8;
        const best: number[] = [0];
        for (let end = 1; end <= sorted.length; end += 1) {
          let least = Infinity;
          for (let start = end - 1; start >= 0; start -= 1) {
            const cost = (end - start) * rowCost(sorted[start] ?? 0, limits.cost);
            if (end - start > 1 && cost > limits.tokenBudget) break;
            least = Math.min(least, (best[start] ?? 0) + cost + overhead);
          }
          best.push(least);
        }
        const planned = planBatches(lengths, limits).reduce(
          (sum, batch) => sum + costOf(batch, lengths, limits) + overhead,
          0,
        );
        expect(planned).toBeLessThanOrEqual((best.at(-1) ?? 0) * 1.25);
      }),
    );
  });

  it('leaves a text that is longer than the budget alone', () => {
    expect(planBatches([600, 5, 600], limits).map((batch) => [...batch])).toEqual([[0], [2], [1]]);
  });
});
