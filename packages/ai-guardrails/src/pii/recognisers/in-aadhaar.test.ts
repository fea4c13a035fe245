import { describe, it } from 'vitest';
import { recogniserContract } from '../../testing/recogniser-contract.ts';
import { inAadhaar } from './in-aadhaar.ts';

const cases = recogniserContract({
  recogniser: inAadhaar,
  examples: [
    ['Aadhaar 2341 2341 2346', '2341 2341 2346'],
    ['aadhaar no. 234123412346', '234123412346'],
  ],
  counterExamples: ['2341 2341 2346', 'Aadhaar 2341 2341 2347', 'Aadhaar 1341 2341 2346', 'Aadhaar 2222 2222 2222'],
});

describe('inAadhaar', () => {
  for (const { name, run } of cases) it(name, run);
});
