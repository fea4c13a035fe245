import { describe, it } from 'vitest';
import { recogniserContract } from '../../testing/recogniser-contract.ts';
import { machineReadableLine } from './machine-readable-line.ts';

const cases = recogniserContract({
  recogniser: machineReadableLine,
  examples: [
    ['P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\n', 'P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<'],
    ['line L898902C36UTO7408122F1204159ZE184226B<<<<<10', 'L898902C36UTO7408122F1204159ZE184226B<<<<<10'],
    ['I<UTOD231458907<<<<<<<<<<<<<<<', 'I<UTOD231458907<<<<<<<<<<<<<<<'],
    ['7408122F1204159UTO<<<<<<<<<<<6', '7408122F1204159UTO<<<<<<<<<<<6'],
    ['ERIKSSON<<ANNA<MARIA<<<<<<<<<<', 'ERIKSSON<<ANNA<MARIA<<<<<<<<<<'],
    ['D231458907UTO7408122F1204159<<<<<<<6 end', 'D231458907UTO7408122F1204159<<<<<<<6'],
  ],
  counterExamples: [
    'L898902C35UTO7408122F1204159ZE184226B<<<<<10',
    'P<UTOERIKSSON<<ANNA<MARIA<<<<',
    '7408121F1204159UTO<<<<<<<<<<<6',
    'A<B and C<<D',
    'THIS IS A LOUD SENTENCE IN CAPITALS',
    'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAA',
  ],
});

describe('machineReadableLine', () => {
  for (const { name, run } of cases) it(name, run);
});
