import { describe, it } from 'vitest';
import { recogniserContract } from '../../testing/recogniser-contract.ts';
import { vin } from './vin.ts';

const cases = recogniserContract({
  recogniser: vin,
  examples: [
    ['VIN 1M8GDM9AXKP042788', '1M8GDM9AXKP042788'],
    ['chassis no. WVWZZZ1JZXW000001', 'WVWZZZ1JZXW000001'],
  ],
  counterExamples: ['1M8GDM9AXKP042788', 'VIN 1M8GDM9AXKP04278', 'VIN IM8GDM9AXKP042788', 'VIN 11111111111111111'],
});

describe('vin', () => {
  for (const { name, run } of cases) it(name, run);
});
