import { describe, it } from 'vitest';
import { recogniserContract } from '../../testing/recogniser-contract.ts';
import { brCpf } from './br-cpf.ts';

const cases = recogniserContract({
  recogniser: brCpf,
  examples: [
    ['CPF 529.982.247-25', '529.982.247-25'],
    ['cpf: 52998224725', '52998224725'],
  ],
  counterExamples: ['529.982.247-26', '111.111.111-11', '52998224725', 'order 529.982.247-25-1'],
});

describe('brCpf', () => {
  for (const { name, run } of cases) it(name, run);
});
