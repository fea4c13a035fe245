import { describe, it } from 'vitest';
import { recogniserContract } from '../../testing/recogniser-contract.ts';
import { sgNric } from './sg-nric.ts';

const cases = recogniserContract({
  recogniser: sgNric,
  examples: [
    ['S1234567D', 'S1234567D'],
    ['T1234567J', 'T1234567J'],
    ['F1234567N', 'F1234567N'],
    ['G1234567X', 'G1234567X'],
    ['M1234567K', 'M1234567K'],
    ['nric s1234567d', 's1234567d'],
  ],
  counterExamples: ['S1234567E', 'A1234567D', 's1234567d', 'S123456D', 'S12345678D'],
});

describe('sgNric', () => {
  for (const { name, run } of cases) it(name, run);
});
