import { describe, it } from 'vitest';
import { recogniserContract } from '../../testing/recogniser-contract.ts';
import { noFodselsnummer } from './no-fodselsnummer.ts';

const cases = recogniserContract({
  recogniser: noFodselsnummer,
  examples: [['fnr 01019010046', '01019010046']],
  counterExamples: ['01019010047', '29029900157', '12345678901'],
});

describe('noFodselsnummer', () => {
  for (const { name, run } of cases) it(name, run);
});
