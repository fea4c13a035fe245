import { describe, it } from 'vitest';
import { recogniserContract } from '../../testing/recogniser-contract.ts';
import { krRrn } from './kr-rrn.ts';

const cases = recogniserContract({
  recogniser: krRrn,
  examples: [
    ['980101-1234566', '980101-1234566'],
    ['주민등록번호 980101-1234560', '980101-1234560'],
  ],
  counterExamples: ['981301-1234567', '980101-1234560'],
});

describe('krRrn', () => {
  for (const { name, run } of cases) it(name, run);
});
