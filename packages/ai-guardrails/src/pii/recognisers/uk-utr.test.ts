import { describe, it } from 'vitest';
import { recogniserContract } from '../../testing/recogniser-contract.ts';
import { ukUtr } from './uk-utr.ts';

const cases = recogniserContract({
  recogniser: ukUtr,
  examples: [
    ['UTR 1123456789', '1123456789'],
    ['unique taxpayer reference 11234 56789', '11234 56789'],
  ],
  counterExamples: ['1123456789', 'UTR 2123456789'],
});

describe('ukUtr', () => {
  for (const { name, run } of cases) it(name, run);
});
