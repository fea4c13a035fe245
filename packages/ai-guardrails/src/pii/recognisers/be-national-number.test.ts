import { describe, it } from 'vitest';
import { recogniserContract } from '../../testing/recogniser-contract.ts';
import { beNationalNumber } from './be-national-number.ts';

const cases = recogniserContract({
  recogniser: beNationalNumber,
  examples: [
    ['85.07.30-033.28', '85.07.30-033.28'],
    ['rijksregister 85073003328', '85073003328'],
  ],
  counterExamples: ['85.07.30-033.29', '85.13.30-033.28', '12 85073003328'],
});

describe('beNationalNumber', () => {
  for (const { name, run } of cases) it(name, run);
});
