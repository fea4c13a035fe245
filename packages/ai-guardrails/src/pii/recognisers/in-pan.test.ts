import { describe, it } from 'vitest';
import { recogniserContract } from '../../testing/recogniser-contract.ts';
import { inPan } from './in-pan.ts';

const cases = recogniserContract({
  recogniser: inPan,
  examples: [
    ['PAN ABCPE1234F', 'ABCPE1234F'],
    ['pan abcpe1234f', 'abcpe1234f'],
  ],
  counterExamples: ['ABCDE1234F', 'ABCPE12345', 'abcpe1234f', 'ABCPE0000F'],
});

describe('inPan', () => {
  for (const { name, run } of cases) it(name, run);
});
