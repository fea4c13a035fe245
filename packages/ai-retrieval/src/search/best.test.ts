import fc from 'fast-check';
import { expect, it } from 'vitest';
import { bestOrdinals } from './best.ts';

it('gives what sorting the whole list gives', () => {
  const scores = fc.array(fc.constantFrom(0, 0.5, 1, 1.5, 2, 7), { minLength: 1, maxLength: 60 });
  fc.assert(
    fc.property(scores, fc.integer({ min: 0, max: 70 }), fc.infiniteStream(fc.nat()), (values, count, random) => {
      const ordinals = values.map((_, ordinal) => ordinal);
      const shuffled = ordinals
        .map((ordinal) => [random.next().value as number, ordinal] as const)
        .sort((a, b) => a[0] - b[0])
        .map(([, ordinal]) => ordinal);
      const sorted = ordinals.sort((a, b) => (values[b] ?? 0) - (values[a] ?? 0) || a - b).slice(0, count);
      expect([...bestOrdinals(Float64Array.from(values), shuffled, count)]).toEqual(sorted);
    }),
  );
});
