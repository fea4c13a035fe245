import { describe, it } from 'vitest';
import { recogniserContract } from '../../testing/recogniser-contract.ts';
import { mxCurp } from './mx-curp.ts';

const cases = recogniserContract({
  recogniser: mxCurp,
  examples: [
    ['CURP BOXW310820HNERXN09', 'BOXW310820HNERXN09'],
    ['curp: boxw310820hnerxn09', 'boxw310820hnerxn09'],
  ],
  counterExamples: ['BOXW310820HNERXN08', 'BOXW311320HNERXN09', 'BOXW310820ANERXN09'],
});

describe('mxCurp', () => {
  for (const { name, run } of cases) it(name, run);
});
