import { describe, it } from 'vitest';
import { recogniserContract } from '../../testing/recogniser-contract.ts';
import { nlBsn } from './nl-bsn.ts';

const cases = recogniserContract({
  recogniser: nlBsn,
  examples: [
    ['BSN 111222333', '111222333'],
    ['burgerservicenummer: 123456782', '123456782'],
  ],
  counterExamples: ['111222333', 'BSN 111222334', 'BSN 111111111', 'BSN 1112223330'],
});

describe('nlBsn', () => {
  for (const { name, run } of cases) it(name, run);
});
