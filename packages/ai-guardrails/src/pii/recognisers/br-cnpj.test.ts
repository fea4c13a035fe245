import { describe, it } from 'vitest';
import { recogniserContract } from '../../testing/recogniser-contract.ts';
import { brCnpj } from './br-cnpj.ts';

const cases = recogniserContract({
  recogniser: brCnpj,
  examples: [
    ['CNPJ 11.222.333/0001-81', '11.222.333/0001-81'],
    ['12.ABC.345/01DE-35', '12.ABC.345/01DE-35'],
    ['cnpj 11222333000181', '11222333000181'],
    ['CNPJ 12ABC34501DE35', '12ABC34501DE35'],
  ],
  counterExamples: ['11.222.333/0001-82', '12.ABC.345/01DE-36', '11222333000181', '00.000.000/0000-00'],
});

describe('brCnpj', () => {
  for (const { name, run } of cases) it(name, run);
});
