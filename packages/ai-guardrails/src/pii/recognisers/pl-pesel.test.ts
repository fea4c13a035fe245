import { describe, it } from 'vitest';
import { recogniserContract } from '../../testing/recogniser-contract.ts';
import { plPesel } from './pl-pesel.ts';

const cases = recogniserContract({
  recogniser: plPesel,
  examples: [
    ['PESEL 44051401359', '44051401359'],
    ['pesel: 02070803628', '02070803628'],
  ],
  counterExamples: ['PESEL 44051401358', '44051401359', 'PESEL 44131401359'],
});

describe('plPesel', () => {
  for (const { name, run } of cases) it(name, run);
});
