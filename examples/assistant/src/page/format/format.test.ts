import { expect, it } from 'vitest';
import { formatAmount, formatCost, formatCount, formatDuration } from './format.ts';

it.each([
  [formatCount(1191), '1,191'],
  [formatAmount(1, 'document'), '1 document'],
  [formatAmount(0, 'document'), '0 documents'],
  [formatDuration(0.04), '0.0 ms'],
  [formatDuration(9.96), '10 ms'],
  [formatDuration(999.6), '1.0 s'],
  [formatCost(0), '$0'],
  [formatCost(420_000), '$0.00042'],
  [formatCost(1), '$0.000000001'],
  [formatCost(1_234_000_000), '$1.23'],
])('%s', (formatted, expected) => {
  expect(formatted).toBe(expected);
});
