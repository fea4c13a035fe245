import { describe, it } from 'vitest';
import { recogniserContract } from '../../testing/recogniser-contract.ts';
import { caSin } from './ca-sin.ts';

const cases = recogniserContract({
  recogniser: caSin,
  examples: [
    ['SIN 046 454 286', '046 454 286'],
    ['social insurance number 046-454-286', '046-454-286'],
  ],
  counterExamples: ['046 454 286', 'SIN 046 454 287', 'since 046 454 286', 'SIN 000 000 000'],
});

describe('caSin', () => {
  for (const { name, run } of cases) it(name, run);
});
