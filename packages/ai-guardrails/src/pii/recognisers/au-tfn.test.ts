import { describe, it } from 'vitest';
import { recogniserContract } from '../../testing/recogniser-contract.ts';
import { auTfn } from './au-tfn.ts';

const cases = recogniserContract({
  recogniser: auTfn,
  examples: [
    ['TFN 123 456 782', '123 456 782'],
    ['tax file number: 123456782', '123456782'],
  ],
  counterExamples: ['123 456 782', 'TFN 123 456 783', 'TFN 1234567820'],
});

describe('auTfn', () => {
  for (const { name, run } of cases) it(name, run);
});
