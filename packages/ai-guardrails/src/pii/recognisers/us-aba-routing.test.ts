import { describe, it } from 'vitest';
import { recogniserContract } from '../../testing/recogniser-contract.ts';
import { usAbaRouting } from './us-aba-routing.ts';

const cases = recogniserContract({
  recogniser: usAbaRouting,
  examples: [
    ['routing number 111000025', '111000025'],
    ['ABA 021000021', '021000021'],
  ],
  counterExamples: ['111000025', 'ABA 111000026', 'ABA 991000025'],
});

describe('usAbaRouting', () => {
  for (const { name, run } of cases) it(name, run);
});
