import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  averagePrecision,
  compareRuns,
  evaluateRun,
  formatTrecQrels,
  formatTrecRun,
  ndcgAt,
  parseTrecQrels,
  parseTrecRun,
  recallAt,
  reciprocalRank,
} from './evaluation.ts';

const grades = new Map([
  ['a', 2],
  ['b', 1],
  ['c', 0],
  ['d', 1],
  ['e', -1],
]);

describe('measures, worked out by hand', () => {
  it.each([
    ['ndcg@10', ndcgAt(10), (2 / Math.log2(3) + 1 / Math.log2(5)) / (2 + 1 / Math.log2(3) + 1 / 2)],
    ['ndcg@2', ndcgAt(2), 2 / Math.log2(3) / (2 + 1 / Math.log2(3))],
    ['recall@2', recallAt(2), 1 / 3],
    ['recall@100', recallAt(100), 2 / 3],
    ['average precision', averagePrecision, (1 / 2 + 2 / 4) / 3],
    ['reciprocal rank', reciprocalRank, 1 / 2],
  ])('%s', (_, measure, expected) => {
    // A judged document that is not relevant, a relevant one, an unjudged one, a relevant one, one judged below 0.
    expect(measure(['c', 'a', 'x', 'b', 'e'], grades)).toBeCloseTo(expected, 12);
  });

  it('are 1 for the ideal order, 0 for nothing found, and refuse a depth of 0', () => {
    for (const measure of [ndcgAt(10), recallAt(10), averagePrecision, reciprocalRank]) {
      expect(measure(['a', 'b', 'd'], grades)).toBe(1);
      expect(measure([], grades)).toBe(0);
      expect(measure(['a'], new Map([['a', 0]]))).toBe(0);
    }
    expect(() => ndcgAt(0)).toThrow(/k must be/);
    expect(() => recallAt(1.5)).toThrow(/k must be/);
  });

  it('stay between 0 and 1, and never fall when a relevant document moves up', () => {
    const ids = ['a', 'b', 'c', 'd', 'e', 'x', 'y'];
    const orders = fc.shuffledSubarray(ids, { minLength: ids.length, maxLength: ids.length });
    fc.assert(
      fc.property(orders, fc.integer({ min: 1, max: 6 }), (order, at) => {
        for (const measure of [ndcgAt(5), recallAt(3), averagePrecision, reciprocalRank]) {
          const score = measure(order, grades);
          expect(score >= 0 && score <= 1).toBe(true);
          if ((grades.get(order[at] ?? '') ?? 0) <= (grades.get(order[at - 1] ?? '') ?? 0)) continue;
          const better = [...order];
          better.splice(at - 1, 2, order[at] ?? '', order[at - 1] ?? '');
          expect(measure(better, grades)).toBeGreaterThanOrEqual(score);
        }
      }),
    );
  });
});

describe('TREC files', () => {
  it('order a run by score, then by document id from the end, whatever its rank column says', () => {
    const run = parseTrecRun('q1 Q0 low 1 1.5 t\nq1 Q0 a 2 7 t\nq1\tQ0\tb 3 7 t\r\n\nq2 Q0 z 1 -2e-1 t\n');
    expect(run.get('q1')?.map(({ document }) => document)).toEqual(['b', 'a', 'low']);
    expect(run.get('q2')).toEqual([{ document: 'z', score: -0.2 }]);
  });

  const token = fc.stringMatching(/^[\w./:-]{1,12}$/);
  it('come back as they were written', () => {
    const ranking = fc.dictionary(token, fc.double({ noNaN: true, noDefaultInfinity: true }), {
      noNullPrototype: true,
    });
    fc.assert(
      fc.property(fc.dictionary(token, ranking, { noNullPrototype: true }), (given) => {
        const run = new Map(
          Object.entries(given).map(([query, scores]) => [
            query,
            Object.entries(scores).map(([document, score]) => ({ document, score })),
          ]),
        );
        const text = formatTrecRun(run, 'ours');
        expect(formatTrecRun(parseTrecRun(text), 'ours')).toBe(text);
      }),
    );
    const qrels = 'q1 0 a 2\nq1 0 b -1\nq2 0 c 0\n';
    expect(formatTrecQrels(parseTrecQrels(qrels))).toBe(qrels);
  });

  it.each([
    ['a run of five fields', () => parseTrecRun('q Q0 d 1 2\n'), /line 1 must have 6 fields/],
    ['a score that is no number', () => parseTrecRun('q Q0 d 1 NaN t\n'), /line 1: the score/],
    ['a document twice in a ranking', () => parseTrecRun('q Q0 d 1 2 t\nq Q0 d 2 1 t\n'), /line 2 repeats/],
    ['a grade of a half', () => parseTrecQrels('q 0 d 0.5\n'), /line 1: the grade must be a whole number/],
    ['a document judged twice', () => parseTrecQrels('q 0 d 1\nq 0 d 0\n'), /line 2 repeats/],
    ['an id with a blank', () => formatTrecRun(new Map([['q', [{ document: 'my file', score: 1 }]]])), /document id/],
    ['an empty tag', () => formatTrecRun(new Map(), ''), /tag must not be empty/],
    ['a grade of a half to write', () => formatTrecQrels(new Map([['q', new Map([['d', 0.5]])]])), /whole number/],
  ])('refuse %s', (_, work, message) => {
    expect(work).toThrow(message);
  });
});

describe('a report', () => {
  const qrels = parseTrecQrels('q1 0 a 1\nq2 0 b 1\nq3 0 c 1\nq4 0 d 0\n');
  const run = parseTrecRun('q1 Q0 a 1 2 t\nq1 Q0 x 2 1 t\nq2 Q0 x 1 2 t\nq2 Q0 b 2 1 t\n');

  it('counts a query without a ranking as 0, and leaves out one without a relevant document', () => {
    const report = evaluateRun(run, qrels);
    expect(report).toMatchObject({ queries: 3, unanswered: 1, unscorable: 1 });
    expect([...(report.measures['mrr']?.perQuery ?? [])]).toEqual([
      ['q1', 1],
      ['q2', 0.5],
      ['q3', 0],
    ]);
    const interval = report.measures['mrr']?.interval;
    expect(report.measures['mrr']?.mean).toBe(interval?.estimate);
    expect(interval?.estimate).toBeCloseTo(0.5, 12);
    expect(interval!.low).toBeLessThan(0.5);
    expect(interval!.high).toBeGreaterThan(0.5);
  });

  it('gives one query no interval, and says of none that nothing can be scored', () => {
    const single = evaluateRun(run, parseTrecQrels('q1 0 a 1\n'));
    expect(single.measures['map']).toMatchObject({ mean: 1, interval: undefined });
    expect(() => evaluateRun(run, parseTrecQrels('q4 0 d 0\n'))).toThrow(/no query has a relevant document/);
  });

  it('refuses a ranking that names a document twice: its passages must not count twice', () => {
    const twice = new Map([['q1', ['a', 'a'].map((document) => ({ document, score: 1 }))]]);
    expect(() => evaluateRun(twice, qrels)).toThrow(/twice/);
    const broken = new Map([['q1', [{ document: 'a', score: Number.NaN }]]]);
    expect(() => evaluateRun(broken, qrels)).toThrow(/no number/);
  });

  it('compares runs query by query', () => {
    const better = parseTrecRun('q1 Q0 a 1 2 t\nq2 Q0 b 1 2 t\nq3 Q0 c 1 2 t\n');
    const [before, after] = [evaluateRun(run, qrels), evaluateRun(better, qrels)];
    const { difference, pValue } = compareRuns(before, after, 'mrr');
    expect(difference.estimate).toBeCloseTo(0.5, 12);
    expect(pValue).toBeCloseTo(0.5, 12);
    expect(compareRuns(before, before, 'mrr').pValue).toBe(1);
    expect(() => compareRuns(before, after, 'err')).toThrow(/same measures/);
    expect(() => compareRuns(before, evaluateRun(run, parseTrecQrels('q1 0 a 1\n')), 'mrr')).toThrow(/same judgements/);
  });
});
