import { describe, it } from 'vitest';
import { recogniserContract } from '../../testing/recogniser-contract.ts';
import { sePersonnummer } from './se-personnummer.ts';

const cases = recogniserContract({
  recogniser: sePersonnummer,
  examples: [
    ['811228-9874', '811228-9874'],
    ['personnummer 198112289874', '198112289874'],
    ['personnr 19811228-9874', '19811228-9874'],
    ['pnr: 8112289874', '8112289874'],
  ],
  counterExamples: ['811228-9875', '811328-9874', '8112289874', '19811228-9874', 'build 20261123-1045'],
});

describe('sePersonnummer', () => {
  for (const { name, run } of cases) it(name, run);
});
