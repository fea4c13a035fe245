import { describe, it } from 'vitest';
import { recogniserContract } from '../../testing/recogniser-contract.ts';
import { zaId } from './za-id.ts';

const cases = recogniserContract({
  recogniser: zaId,
  examples: [
    ['8001015009087', '8001015009087'],
    ['ID 800101 5009 08 7', '800101 5009 08 7'],
  ],
  counterExamples: ['8001015009088', '8013015009087', '1732368463000', '1700000000000'],
});

describe('zaId', () => {
  for (const { name, run } of cases) it(name, run);
});
