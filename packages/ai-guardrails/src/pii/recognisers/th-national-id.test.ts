import { describe, it } from 'vitest';
import { recogniserContract } from '../../testing/recogniser-contract.ts';
import { thNationalId } from './th-national-id.ts';

const cases = recogniserContract({
  recogniser: thNationalId,
  examples: [
    ['1-1017-00207-03-0', '1-1017-00207-03-0'],
    ['national ID 1101700207030', '1101700207030'],
  ],
  counterExamples: ['1-1017-00207-03-1', '1101700207030', '0-1017-00207-03-0'],
});

describe('thNationalId', () => {
  for (const { name, run } of cases) it(name, run);
});
