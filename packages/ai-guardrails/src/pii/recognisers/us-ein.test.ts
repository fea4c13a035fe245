import { describe, it } from 'vitest';
import { recogniserContract } from '../../testing/recogniser-contract.ts';
import { usEin } from './us-ein.ts';

const cases = recogniserContract({
  recogniser: usEin,
  examples: [
    ['EIN 12-3456789', '12-3456789'],
    ['employer identification number: 123456789', '123456789'],
  ],
  counterExamples: ['12-3456789', 'EIN 07-3456789', 'EIN 12-34567890'],
});

describe('usEin', () => {
  for (const { name, run } of cases) it(name, run);
});
