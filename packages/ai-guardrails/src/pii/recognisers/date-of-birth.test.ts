import { describe, it } from 'vitest';
import { recogniserContract } from '../../testing/recogniser-contract.ts';
import { dateOfBirth } from './date-of-birth.ts';

const cases = recogniserContract({
  recogniser: dateOfBirth,
  examples: [
    ['born 1980-03-12', '1980-03-12'],
    ['DOB: 03/12/1980', '03/12/1980'],
    ['geb. am 12. März 1980', '12. März 1980'],
    ['née le 1er mai 1980', '1er mai 1980'],
    ['nació el 12 de marzo de 1980', '12 de marzo de 1980'],
    ['born on March 12, 1980 in Rome', 'March 12, 1980'],
    ['date of birth 12th of March 1980', '12th of March 1980'],
    ['nata il 12.03.80', '12.03.80'],
    ['urodzony 12 października 1980', '12 października 1980'],
    ['birthday: 19800312', '19800312'],
  ],
  counterExamples: [
    '1980-03-12',
    'born 1980-13-32',
    'born in 1980',
    'rebirth 1980-03-12x',
    'meeting on March 12, 1980',
    'born 12.03.1980.4',
    'born 3 times in 20 years',
  ],
});

describe('dateOfBirth', () => {
  for (const { name, run } of cases) it(name, run);
});
