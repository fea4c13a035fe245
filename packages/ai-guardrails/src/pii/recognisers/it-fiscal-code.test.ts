import { describe, it } from 'vitest';
import { recogniserContract } from '../../testing/recogniser-contract.ts';
import { itFiscalCode } from './it-fiscal-code.ts';

const cases = recogniserContract({
  recogniser: itFiscalCode,
  examples: [
    ['CF RSSMRA85T10A562S', 'RSSMRA85T10A562S'],
    ['rssmra85t10a562s!', 'rssmra85t10a562s'],
    ['MRTMTT91D08F205J', 'MRTMTT91D08F205J'],
  ],
  counterExamples: ['RSSMRA85T10A562T', 'RSSMRA85T10A562', 'RSSMRA85Z10A562S', 'RSSMRA85T10A562SX', 'internationalize'],
});

describe('itFiscalCode', () => {
  for (const { name, run } of cases) it(name, run);
});
