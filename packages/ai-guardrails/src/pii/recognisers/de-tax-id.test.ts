import { describe, it } from 'vitest';
import { recogniserContract } from '../../testing/recogniser-contract.ts';
import { deTaxId } from './de-tax-id.ts';

const cases = recogniserContract({
  recogniser: deTaxId,
  examples: [
    ['Steuer-ID 86095742719', '86095742719'],
    ['47 036 892 816', '47 036 892 816'],
    ['IdNr. 65929970489', '65929970489'],
  ],
  counterExamples: [
    '86095742719',
    'Steuer-ID 86095742718',
    'Steuer-ID 01234567890',
    'Steuer-ID 11111111111',
    '12 345 678 901',
  ],
});

describe('deTaxId', () => {
  for (const { name, run } of cases) it(name, run);
});
