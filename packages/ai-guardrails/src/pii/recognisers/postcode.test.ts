import { describe, it } from 'vitest';
import { recogniserContract } from '../../testing/recogniser-contract.ts';
import { postcode } from './postcode.ts';

const cases = recogniserContract({
  recogniser: postcode,
  examples: [
    ['ZIP 94043', '94043'],
    ['zip code: 94043-1351', '94043-1351'],
    ['postcode NW1 6XE', 'NW1 6XE'],
    ['Postcode: sw1a 1aa', 'sw1a 1aa'],
    ['postal code M5H 2N2', 'M5H 2N2'],
    ['postcode 1015 CJ', '1015 CJ'],
    ['PLZ 10115', '10115'],
  ],
  counterExamples: ['94043', 'NW1 6XE', 'zipper 94043x', 'ZIP 940433', 'plz call 12345678', 'the zip file of 940 kB'],
});

describe('postcode', () => {
  for (const { name, run } of cases) it(name, run);
});
