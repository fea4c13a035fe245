import { describe, it } from 'vitest';
import { recogniserContract } from '../../testing/recogniser-contract.ts';
import { passport } from './passport.ts';

const cases = recogniserContract({
  recogniser: passport,
  examples: [
    ['passport 912803456', '912803456'],
    ['Reisepass C01X00T47', 'C01X00T47'],
    ['passeport n° 12AB34567', '12AB34567'],
    ['Passport No: A12345678', 'A12345678'],
  ],
  counterExamples: ['912803456', 'passport 123', 'passport 000000000', 'passport c01x00t47', 'passport APPLICANT'],
});

describe('passport', () => {
  for (const { name, run } of cases) it(name, run);
});
