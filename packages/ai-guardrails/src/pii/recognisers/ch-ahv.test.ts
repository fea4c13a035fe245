import { describe, it } from 'vitest';
import { recogniserContract } from '../../testing/recogniser-contract.ts';
import { chAhv } from './ch-ahv.ts';

const cases = recogniserContract({
  recogniser: chAhv,
  examples: [
    ['AHV 756.9217.0769.85', '756.9217.0769.85'],
    ['7569217076985', '7569217076985'],
  ],
  counterExamples: ['756.9217.0769.84', '757.9217.0769.85', '7569217076984'],
});

describe('chAhv', () => {
  for (const { name, run } of cases) it(name, run);
});
