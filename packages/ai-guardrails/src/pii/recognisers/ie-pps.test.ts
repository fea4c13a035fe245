import { describe, it } from 'vitest';
import { recogniserContract } from '../../testing/recogniser-contract.ts';
import { iePps } from './ie-pps.ts';

const cases = recogniserContract({
  recogniser: iePps,
  examples: [
    ['PPS 1234567T', '1234567T'],
    ['PPSN: 1234567FA', '1234567FA'],
  ],
  counterExamples: ['1234567T', 'PPS 1234567U', 'PPS 12345678T'],
});

describe('iePps', () => {
  for (const { name, run } of cases) it(name, run);
});
