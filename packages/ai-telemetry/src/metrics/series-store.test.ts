import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { metrics } from './definitions.ts';
import { createLabelLimiter } from './label-limiter.ts';
import type { MetricFamily } from './metric.ts';
import { createSeriesStore } from './series-store.ts';

describe('createSeriesStore', () => {
  it('counts a value in the first bucket whose bound is not below it', () => {
    const store = createSeriesStore(10, undefined);
    const series = store.histogram(metrics.toolDuration, ['t', '', '', '']);
    for (const value of [0, 0.01, 0.010_001, 81.92, 82]) series.record(value);
    const [family] = store.families();
    const counts = Array.from({ length: 15 }, () => 0);
    counts[0] = 2;
    counts[1] = 1;
    counts[13] = 1;
    counts[14] = 1;
    expect(family?.series).toEqual([{ labels: { 'gen_ai.tool.name': 't' }, counts, sum: 163.940_001, count: 5 }]);
  });

  it('sums money exactly, beyond where floating point loses billionths', () => {
    fc.assert(
      fc.property(fc.array(fc.nat({ max: 2 ** 31 }), { maxLength: 50 }), (amounts) => {
        const store = createSeriesStore(10, undefined);
        const series = store.counter(metrics.cost, ['provider', 'm', 't', 'f', 'r']);
        let exact = 0n;
        for (const amount of [Number.MAX_SAFE_INTEGER, ...amounts]) {
          series.add(amount);
          exact += BigInt(amount);
        }
        return valuesOf(store.families())[0] === Number(exact / 1_000_000_000n) + Number(exact % 1_000_000_000n) / 1e9;
      }),
    );
  });

  it('keeps at most the given number of series and one more for each closed label, and loses nothing of the sum', () => {
    const store = createSeriesStore(5, undefined);
    for (let index = 0; index < 1_000; index++) {
      const type = index % 2 === 0 ? 'input' : 'output';
      store.counter(metrics.tokens, [type, 'provider', `m${String(index)}`, 't', 'f', 'r']).add(1);
    }
    const values = valuesOf(store.families());
    expect([store.size, store.folded]).toEqual([7, 995]);
    expect(values.reduce((sum, value) => sum + value, 0)).toBe(1_000);
    const folded = store.families()[0]?.series.filter(({ labels }) => labels['ai.tenant'] === 'other');
    expect(folded?.map(({ labels }) => labels['gen_ai.token.type'])).toEqual(['input', 'output']);
  });

  it('lists metrics and series in the same order, whatever order they came in', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.integer({ min: 0, max: 99 }), { minLength: 2 }), (ids) => {
        const listed = [ids, ids.toReversed()].map((order) => {
          const store = createSeriesStore(500, undefined);
          for (const id of order) {
            store.counter(metrics.feedback, ['positive', `t${String(id)}`, '', '']).add(1);
            store.counter(metrics.dropped, [`r${String(id)}`]).add(1);
          }
          return JSON.stringify(store.families());
        });
        return listed[0] === listed[1];
      }),
    );
  });
});

describe('metric definitions', () => {
  it.each(Object.values(metrics))('$name has at most six labels and closed ones among them', (definition) => {
    expect(definition.labels.length).toBeLessThanOrEqual(6);
    expect(definition.labels).toEqual(expect.arrayContaining([...(definition.closedLabels ?? [])]));
  });
});

describe('createLabelLimiter', () => {
  it('keeps the first values, reserved ones whenever they come, and folds the rest', () => {
    const fold = createLabelLimiter(3, ['late']);
    expect(['a', 'b', 'c', 'late', 'a', undefined, 'two words'].map(fold)).toEqual([
      'a',
      'b',
      'other',
      'late',
      'a',
      '',
      'other',
    ]);
  });
});

function valuesOf(families: readonly MetricFamily[]): number[] {
  return families.flatMap((family) => (family.kind === 'counter' ? family.series.map(({ value }) => value) : []));
}
