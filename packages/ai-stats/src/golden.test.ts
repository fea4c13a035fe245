import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { normalCdf, normalQuantile } from './distribution/normal.ts';
import { studentTCdf, studentTQuantile } from './distribution/student-t.ts';
import { bcaFromDistribution, bcaInterval } from './interval/bca.ts';
import { tInterval } from './interval/t-interval.ts';
import { wilsonInterval } from './interval/wilson.ts';
import { pairedPermutation } from './paired/paired-permutation.ts';

interface Vectors {
  readonly normalCdf: readonly [number, number][];
  readonly normalQuantile: readonly [number, number][];
  readonly studentTCdf: readonly [number, number, number][];
  readonly studentTQuantile: readonly [number, number, number][];
  readonly wilson: readonly [number, number, number, number, number][];
  readonly t: readonly [number[], number, number, number, number][];
  readonly bca: readonly {
    estimate: number;
    level: number;
    distribution: number[];
    jackknife: number[];
    low: number;
    high: number;
  }[];
  readonly bcaConverged: readonly { values: number[]; low: number; high: number }[];
  readonly permutation: readonly { baseline: number[]; candidate: number[]; estimate: number; pValue: number }[];
}
const vectors = JSON.parse(readFileSync(new URL('../golden/vectors.json', import.meta.url), 'utf8')) as Vectors;

/** Equal to a relative error, with an absolute floor for values near zero. */
function expectClose(actual: number, reference: number, relative: number): void {
  const error = Math.abs(actual - reference);
  const allowed = Math.max(relative * Math.abs(reference), 1e-15);
  expect(error, `${actual} against ${reference}`).toBeLessThanOrEqual(allowed);
}

describe('against scipy', () => {
  it.each(vectors.normalCdf)('the normal distribution function at %f', (x, reference) => {
    // In the far tail an absolute floor would hide everything, so the error there is relative alone.
    expect(Math.abs(normalCdf(x) - reference)).toBeLessThanOrEqual(1e-12 * reference);
  });

  it.each(vectors.normalQuantile)('the normal quantile at %f', (p, reference) => {
    expectClose(normalQuantile(p), reference, 1e-12);
  });

  it.each(vectors.studentTCdf)("Student's distribution function at %f with %f degrees", (t, degrees, reference) => {
    expectClose(studentTCdf(t, degrees), reference, 1e-12);
  });

  it.each(vectors.studentTQuantile)("Student's quantile at %f with %f degrees", (p, degrees, reference) => {
    expectClose(studentTQuantile(p, degrees), reference, 1e-11);
  });

  it.each(vectors.wilson)('the Wilson interval of %i in %i at level %f', (successes, total, level, low, high) => {
    const interval = wilsonInterval(successes, total, level);
    expectClose(interval.low, low, 1e-12);
    expectClose(interval.high, high, 1e-12);
  });

  it.each(vectors.t)('the t interval of %j at level %f', (values, level, estimate, low, high) => {
    const interval = tInterval(values, level);
    expectClose(interval.estimate, estimate, 1e-14);
    expectClose(interval.low, low, 1e-9);
    expectClose(interval.high, high, 1e-9);
  });

  it.each(vectors.bca)(
    'the BCa bounds of a given distribution at level $level',
    ({ estimate, level, distribution, jackknife, low, high }) => {
      const interval = bcaFromDistribution(
        estimate,
        Float64Array.from(distribution),
        Float64Array.from(jackknife),
        level,
      );
      expectClose(interval.low, low, 1e-9);
      expectClose(interval.high, high, 1e-9);
    },
  );

  it.each(vectors.bcaConverged)(
    'the BCa interval from own resamples, within the noise of 20,000 of them',
    ({ values, low, high }) => {
      const interval = bcaInterval(values, { resamples: 20_000, seed: 3 });
      expect(Math.abs(interval.low - low)).toBeLessThan(0.02 * (high - low));
      expect(Math.abs(interval.high - high)).toBeLessThan(0.02 * (high - low));
    },
  );

  it.each(vectors.permutation)(
    'the exact permutation test of $candidate over $baseline',
    ({ baseline, candidate, estimate, pValue }) => {
      const result = pairedPermutation({ baseline, candidate });
      expectClose(result.estimate, estimate, 1e-12);
      expectClose(result.pValue, pValue, 1e-12);
    },
  );
});
