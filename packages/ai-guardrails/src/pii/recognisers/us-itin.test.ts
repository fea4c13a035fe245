import { describe, it } from 'vitest';
import { recogniserContract } from '../../testing/recogniser-contract.ts';
import { usItin } from './us-itin.ts';

const cases = recogniserContract({
  recogniser: usItin,
  examples: [
    ['912-70-1234', '912-70-1234'],
    ['ITIN 912701234', '912701234'],
  ],
  counterExamples: ['912-49-1234', '812-70-1234', '912701234', '912-70-12345', 'x-912-70-1234'],
});

describe('usItin', () => {
  for (const { name, run } of cases) it(name, run);
});
