import { describe, it } from 'vitest';
import { recogniserContract } from '../../testing/recogniser-contract.ts';
import { ukNhs } from './uk-nhs.ts';

const cases = recogniserContract({
  recogniser: ukNhs,
  examples: [
    ['NHS 943 476 5919', '943 476 5919'],
    ['nhs number: 9434765919', '9434765919'],
  ],
  counterExamples: ['943 476 5919', 'NHS 943 476 5918', 'NHS 111 111 1111', 'NHS 943 476 59190'],
});

describe('ukNhs', () => {
  for (const { name, run } of cases) it(name, run);
});
