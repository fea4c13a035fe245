import { describe, it } from 'vitest';
import { recogniserContract } from '../../testing/recogniser-contract.ts';
import { bic } from './bic.ts';

const cases = recogniserContract({
  recogniser: bic,
  examples: [
    ['BIC DEUTDEFF', 'DEUTDEFF'],
    ['SWIFT: COBADEFFXXX', 'COBADEFFXXX'],
    ['BIC DEUTDEFF500.', 'DEUTDEFF500'],
  ],
  counterExamples: ['DEUTDEFF', 'BIC DEUTQQFF', 'BIC deutdeff', 'BIC DEUTDEFFXX', 'CUSTOMER'],
});

describe('bic', () => {
  for (const { name, run } of cases) it(name, run);
});
