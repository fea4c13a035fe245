import { describe, expect, it } from 'vitest';
import { createTermCounter, type TermCounts } from './term-counts.ts';
import { weighCounts } from './tf-idf.ts';

const unlimited = { maxTexts: 1000, maxEntries: 100_000, maxTokens: 100 };

function count(texts: readonly string[], limits: Partial<typeof unlimited> = {}): TermCounts {
  const counter = createTermCounter({ ...unlimited, ...limits });
  for (const text of texts) counter.add(text);
  return counter.finish();
}

const numbered = (many: number): string[] => Array.from({ length: many }, (_, index) => `n${String(index)}`);

describe('createTermCounter', () => {
  it('counts the terms of each text', () => {
    const counts = count(['red red blue', '', 'blue']);
    expect(counts).toMatchObject({ texts: 3, stride: 1, tokens: 4, terms: ['red', 'blue'] });
    expect([...counts.starts]).toEqual([0, 2, 2, 3]);
    expect([...counts.termIds]).toEqual([0, 1, 1]);
    expect([...counts.counts]).toEqual([2, 1, 1]);
  });

  it.each([
    ['texts', { maxTexts: 4 }],
    ['entries', { maxEntries: 4 }],
  ])('spreads its texts evenly over the corpus when there are too many %s', (_, limits) => {
    const counts = count(numbered(11), limits);
    expect(counts).toMatchObject({ texts: 11, stride: 4 });
    expect(counts.terms).toEqual(['n0', 'n4', 'n8']);
  });

  it('goes on when one text alone has as many entries as are allowed', () => {
    const counts = count(['a1 b1 c1 d1', 'e1 f1 g1 h1', 'i1 j1 k1 l1'], { maxEntries: 3 });
    expect(counts.starts.length - 1).toBeGreaterThanOrEqual(1);
    expect(counts.texts).toBe(3);
  });
});

describe('weighCounts', () => {
  it('gives rows of unit length over terms in order, a term of every text weighing next to nothing', () => {
    const { terms, matrix, inverseFrequencies } = weighCounts(count(['the red the', 'the blue', 'the blue red']), {
      minTexts: 1,
      maxTerms: 10,
    });
    expect(terms).toEqual(['blue', 'red', 'the']);
    expect(inverseFrequencies[0]).toBeCloseTo(Math.log(4 / 2), 6);
    expect(inverseFrequencies[2]).toBeCloseTo(Math.log(4 / 3), 6);
    for (let row = 0; row < matrix.rows; row += 1) {
      expect(Math.hypot(...matrix.values.subarray(matrix.starts[row], matrix.starts[row + 1]))).toBeCloseTo(1, 12);
    }
  });

  it('cuts the vocabulary to frequent terms, and of these to the most frequent', () => {
    const counts = count(['a1 b1 c1', 'a1 b1', 'a1 d1']);
    expect(weighCounts(counts, { minTexts: 2, maxTerms: 10 }).terms).toEqual(['a1', 'b1']);
    expect(weighCounts(counts, { minTexts: 1, maxTerms: 3 }).terms).toEqual(['a1', 'b1', 'c1']);
  });
});
