import { describe, it } from 'vitest';
import { recogniserContract } from '../../testing/recogniser-contract.ts';
import { esNif } from './es-nif.ts';

const cases = recogniserContract({
  recogniser: esNif,
  examples: [
    ['DNI 12345678Z', '12345678Z'],
    ['12345678-Z', '12345678-Z'],
    ['nif 12345678 z', '12345678 z'],
  ],
  counterExamples: ['12345678A', '12345678 z', '1234567Z', '123456789Z'],
});

describe('esNif', () => {
  for (const { name, run } of cases) it(name, run);
});
