import { describe, it } from 'vitest';
import { recogniserContract } from '../../testing/recogniser-contract.ts';
import { fiHetu } from './fi-hetu.ts';

const cases = recogniserContract({
  recogniser: fiHetu,
  examples: [['HETU 131052-308T', '131052-308T']],
  counterExamples: ['131052-308U', '131352-308T', '131052308T', '131052-001T'],
});

describe('fiHetu', () => {
  for (const { name, run } of cases) it(name, run);
});
