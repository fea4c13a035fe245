import { describe, it } from 'vitest';
import { recogniserContract } from '../../testing/recogniser-contract.ts';
import { frNir } from './fr-nir.ts';

const cases = recogniserContract({
  recogniser: frNir,
  examples: [
    ['NIR 2 69 05 49 588 157 80', '2 69 05 49 588 157 80'],
    ['269054958815780', '269054958815780'],
    ['1 85 01 2A 004 012 06', '1 85 01 2A 004 012 06'],
    ['1 85 01 2B 004 012 33', '1 85 01 2B 004 012 33'],
  ],
  counterExamples: [
    '2 69 05 49 588 157 81',
    '2 69 13 49 588 157 80',
    '369054958815780',
    '999999999999999',
    'x269054958815780',
  ],
});

describe('frNir', () => {
  for (const { name, run } of cases) it(name, run);
});
