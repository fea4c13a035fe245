import { describe, it } from 'vitest';
import { recogniserContract } from '../../testing/recogniser-contract.ts';
import { dkCpr } from './dk-cpr.ts';

const cases = recogniserContract({
  recogniser: dkCpr,
  examples: [
    ['CPR 070761-4285', '070761-4285'],
    ['cpr-nr. 0707614285', '0707614285'],
  ],
  counterExamples: ['070761-4285', 'CPR 071361-4285', 'CPR 320761-4285'],
});

describe('dkCpr', () => {
  for (const { name, run } of cases) it(name, run);
});
