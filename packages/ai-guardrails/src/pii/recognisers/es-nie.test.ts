import { describe, it } from 'vitest';
import { recogniserContract } from '../../testing/recogniser-contract.ts';
import { esNie } from './es-nie.ts';

const cases = recogniserContract({
  recogniser: esNie,
  examples: [
    ['NIE X1234567L', 'X1234567L'],
    ['X-1234567-L', 'X-1234567-L'],
    ['nie x1234567l', 'x1234567l'],
  ],
  counterExamples: ['X1234567M', 'A1234567L', 'x1234567l', 'X12345678L'],
});

describe('esNie', () => {
  for (const { name, run } of cases) it(name, run);
});
