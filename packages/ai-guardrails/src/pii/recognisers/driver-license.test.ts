import { describe, it } from 'vitest';
import { recogniserContract } from '../../testing/recogniser-contract.ts';
import { driverLicense } from './driver-license.ts';

const cases = recogniserContract({
  recogniser: driverLicense,
  examples: [
    ['MORGA657054SM9IJ', 'MORGA657054SM9IJ'],
    ["driver's license D1234567", 'D1234567'],
    ['DL: S123-4567-8901', 'S123-4567-8901'],
    ['driving licence no 12345678', '12345678'],
    ['Führerschein B072RRE2I55', 'B072RRE2I55'],
  ],
  counterExamples: [
    'D1234567',
    'MORGA657354SM9IJ',
    'license MIT',
    'license 1234',
    'license 00000000',
    'DL 123456789012345',
  ],
});

describe('driverLicense', () => {
  for (const { name, run } of cases) it(name, run);
});
