import { describe, it } from 'vitest';
import { recogniserContract } from '../../testing/recogniser-contract.ts';
import { imei } from './imei.ts';

const cases = recogniserContract({
  recogniser: imei,
  examples: [
    ['IMEI 490154203237518', '490154203237518'],
    ['imei: 49-015420-323751-8', '49-015420-323751-8'],
  ],
  counterExamples: ['490154203237518', 'IMEI 490154203237519', 'IMEI 49015420323751'],
});

describe('imei', () => {
  for (const { name, run } of cases) it(name, run);
});
