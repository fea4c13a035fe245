import { describe, it } from 'vitest';
import { recogniserContract } from '../../testing/recogniser-contract.ts';
import { macAddress } from './mac-address.ts';

const cases = recogniserContract({
  recogniser: macAddress,
  examples: [
    ['nic 00:1A:2b:3C:4d:5E up', '00:1A:2b:3C:4d:5E'],
    ['de:ad:be:ef:00:01', 'de:ad:be:ef:00:01'],
    ['00-1a-2b-3c-4d-5e.', '00-1a-2b-3c-4d-5e'],
    ['001a.2b3c.4d5e', '001a.2b3c.4d5e'],
  ],
  counterExamples: [
    '12:30:45',
    'ff:ff:ff:ff:ff:ff',
    '00:00:00:00:00:00',
    '00:1A:2b:3C:4d:5E:6f',
    '00:1A:2b:3C:4d',
    '00:1A:2b-3C:4d:5E',
    '11-12-13-14-15-16',
    '1234.5678.9012',
    '2001:db8:0:1:2:3:4:5',
    '00:1g:2b:3c:4d:5e',
  ],
});

describe('macAddress', () => {
  for (const { name, run } of cases) it(name, run);
});
