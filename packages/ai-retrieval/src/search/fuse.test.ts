import fc from 'fast-check';
import { expect, it } from 'vitest';
import { fuse, fusionWeights } from './fuse.ts';
import type { Scores } from './scores.ts';

function list(scores: Readonly<Record<number, number>>, length = 6): Scores {
  const dense = new Float64Array(length);
  const matched = Object.keys(scores).map(Number);
  for (const at of matched) dense[at] = scores[at] ?? 0;
  return { scores: dense, matched };
}

const words = list({ 0: 8, 1: 4, 2: 2 });
const meaning = list({ 2: 0.5, 1: 0.25, 3: -0.5, 4: 0.1 });

it('adds the reciprocals of ranks without weights', () => {
  const { scores, matched } = fuse([words, meaning], 100);
  expect(scores[1]).toBeCloseTo(1 / 62 + 1 / 62, 12);
  expect(scores[2]).toBeCloseTo(1 / 63 + 1 / 61, 12);
  expect([...matched].sort()).toEqual([0, 1, 2, 3, 4]);
});

it('adds shares of the highest scores with weights, and what is below zero counts nothing', () => {
  const { scores, matched } = fuse([words, meaning], 100, fusionWeights(0.25));
  expect([...scores].map((score) => Number(score.toFixed(6)))).toEqual([0.75, 0.5, 0.4375, 0, 0.05, 0]);
  expect([...matched].sort()).toEqual([0, 1, 2, 4]);
});

it('takes no more of a list than the depth', () => {
  expect([...fuse([words, meaning], 1, fusionWeights(0.5)).matched].sort()).toEqual([0, 2]);
});

it('orders as the one list does when the other has no weight, and holds each ordinal once', () => {
  const scored = fc.dictionary(fc.nat(20).map(String), fc.double({ min: 0.01, max: 9, noNaN: true }));
  fc.assert(
    fc.property(scored, scored, fc.constantFrom(0, 0.3, 1), (a, b, weight) => {
      const [first, second] = [list(a, 21), list(b, 21)];
      const { scores, matched } = fuse([first, second], 100, fusionWeights(weight));
      expect(new Set(matched).size).toBe(matched.length);
      if (weight === 0.3) return;
      const alone = weight === 0 ? first : second;
      expect([...matched].sort((x, y) => x - y)).toEqual([...alone.matched].sort((x, y) => x - y));
      for (const x of matched)
        for (const y of matched)
          if ((alone.scores[x] ?? 0) > (alone.scores[y] ?? 0)) expect(scores[x]).toBeGreaterThanOrEqual(scores[y] ?? 0);
    }),
  );
});
