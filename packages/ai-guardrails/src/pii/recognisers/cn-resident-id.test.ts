import { describe, it } from 'vitest';
import { recogniserContract } from '../../testing/recogniser-contract.ts';
import { cnResidentId } from './cn-resident-id.ts';

const cases = recogniserContract({
  recogniser: cnResidentId,
  examples: [
    ['身份证 11010519491231002X', '11010519491231002X'],
    ['440524188001010014 ok', '440524188001010014'],
  ],
  counterExamples: ['110105194912310021', '11010519491331002X', '911010519491231002', 'order 123456789012345678'],
});

describe('cnResidentId', () => {
  for (const { name, run } of cases) it(name, run);
});
