import { describe, it } from 'vitest';
import { recogniserContract } from '../../testing/recogniser-contract.ts';
import { auMedicare } from './au-medicare.ts';

const cases = recogniserContract({
  recogniser: auMedicare,
  examples: [
    ['Medicare 2123 45670 1', '2123 45670 1'],
    ['medicare no 2123456701', '2123456701'],
  ],
  counterExamples: ['2123 45670 1', 'Medicare 2123 45671 1', 'Medicare 7123 45670 1'],
});

describe('auMedicare', () => {
  for (const { name, run } of cases) it(name, run);
});
