import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bcaInterval } from '../interval/bca.ts';
import { tInterval } from '../interval/t-interval.ts';
import { wilsonInterval } from '../interval/wilson.ts';
import { createRandom } from '../random/random.ts';
import { pairedBootstrap } from './paired-bootstrap.ts';
import { pairedPermutation } from './paired-permutation.ts';

describe('seeded procedures', () => {
  const random = createRandom(5);
  const baseline = Array.from({ length: 60 }, () => random.next());
  const candidate = baseline.map((value) => value + 0.1 * random.next());

  it('give the same result for the same seed and another for another', () => {
    expect(pairedBootstrap({ baseline, candidate }, { seed: 9 })).toEqual(
      pairedBootstrap({ baseline, candidate }, { seed: 9 }),
    );
    expect(pairedBootstrap({ baseline, candidate }, { seed: 9 })).not.toEqual(
      pairedBootstrap({ baseline, candidate }, { seed: 10 }),
    );
    expect(pairedPermutation({ baseline, candidate }, { seed: 2 })).toEqual(
      pairedPermutation({ baseline, candidate }, { seed: 2 }),
    );
  });

  it('see a real difference, and which way it points', () => {
    expect(pairedBootstrap({ baseline, candidate }).low).toBeGreaterThan(0);
    expect(pairedBootstrap({ baseline: candidate, candidate: baseline }).high).toBeLessThan(0);
    expect(pairedPermutation({ baseline, candidate })).toMatchObject({
      pValue: 1 / 10_001,
      method: 'paired-permutation',
    });
  });

  it('see none between equal lists', () => {
    expect(pairedPermutation({ baseline, candidate: baseline })).toEqual({
      estimate: 0,
      pValue: 1,
      method: 'paired-permutation-exact',
    });
    expect(pairedBootstrap({ baseline, candidate: baseline })).toMatchObject({ low: 0, high: 0 });
  });
});

describe('false alarms', () => {
  it('stay near the nominal rate when nothing changed', () => {
    const random = createRandom(11);
    const score = (): number => (random.next() < 0.8 ? 1 : 0);
    let alarms = 0;
    const trials = 400;
    for (let trial = 0; trial < trials; trial++) {
      const pairs = Array.from({ length: 100 }, () => [score(), score()] as const);
      const scores = { baseline: pairs.map(([value]) => value), candidate: pairs.map(([, value]) => value) };
      if (pairedPermutation(scores, { resamples: 400, seed: trial }).pValue <= 0.05) alarms++;
    }
    // 5 % of 400 is 20; a correct test stays below 36 with probability above 0.999.
    expect(alarms).toBeLessThan(36);
  });
});

describe('createRandom', () => {
  it('draws every whole number below the bound about equally often', () => {
    const random = createRandom(1);
    const counts = new Array<number>(7).fill(0);
    for (let draw = 0; draw < 70_000; draw++) counts[random.integer(7)]!++;
    for (const count of counts) expect(Math.abs(count - 10_000)).toBeLessThan(400);
  });

  it('stays in range for any seed', () => {
    fc.assert(
      fc.property(fc.maxSafeInteger(), fc.integer({ min: 1, max: 1000 }), (seed, bound) => {
        const random = createRandom(seed);
        const [value, share] = [random.integer(bound), random.next()];
        expect(value >= 0 && value < bound && Number.isInteger(value) && share >= 0 && share < 1).toBe(true);
      }),
    );
  });
});

describe('wrong input', () => {
  it.each([
    ['total', () => wilsonInterval(0, 0)],
    ['successes', () => wilsonInterval(3, 2)],
    ['level', () => wilsonInterval(1, 2, 1)],
    ['values.length', () => tInterval([1])],
    ['values[1]', () => bcaInterval([1, Number.NaN, 2])],
    ['resamples', () => bcaInterval([1, 2], { resamples: 3 })],
    ['candidate.length', () => pairedBootstrap({ baseline: [1, 2], candidate: [1] })],
    ['seed', () => createRandom(0.5)],
    ['bound', () => createRandom(1).integer(0)],
  ])('is refused with the name of the argument: %s', (name, run) => {
    expect(run).toThrow(RangeError);
    expect(run).toThrow(name);
  });
});
