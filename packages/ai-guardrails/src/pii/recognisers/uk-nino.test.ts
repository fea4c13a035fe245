import { describe, it } from 'vitest';
import { recogniserContract } from '../../testing/recogniser-contract.ts';
import { ukNino } from './uk-nino.ts';

const cases = recogniserContract({
  recogniser: ukNino,
  examples: [
    ['AB123456C', 'AB123456C'],
    ['NI AB 12 34 56 C.', 'AB 12 34 56 C'],
    ['nino ab123456c', 'ab123456c'],
  ],
  counterExamples: ['QQ123456C', 'GB123456A', 'AB123456E', 'ab123456c', 'AB1234567C', 'AB123456CD'],
});

describe('ukNino', () => {
  for (const { name, run } of cases) it(name, run);
});
