import { testContext } from '@org/ai-testing';
import { describe, expect, it } from 'vitest';
import { createGuard } from '../guard/guard.ts';
import { piiRail } from '../pii/pii.ts';
import { recogniserContract } from '../testing/recogniser-contract.ts';
import { phoneNumberWithMetadata } from './phone.ts';

/** Under a type of its own, so that the built-in recogniser does not answer in its place. */
const alone = { ...(await phoneNumberWithMetadata({ defaultCountry: 'NZ' })), type: 'PHONE_BY_METADATA' };

describe('phoneNumberWithMetadata', () => {
  const examples = [
    ['ring 021 123 4567 please', '021 123 4567'],
    ['(09) 377 1234', '(09) 377 1234'],
    ['+64 21 123 4567.', '+64 21 123 4567'],
    ['+372 5123 4567, Tallinn', '+372 5123 4567'],
    ['phone 0211234567', '0211234567'],
    ['+44 20 7946 0958 12', '+44 20 7946 0958'],
  ] as const;
  const counterExamples = [
    '0211234567',
    'order 021 123 4567',
    '+999 123 456 789',
    '+64 21',
    '03-04-2026',
    '1.2.3.4',
    '123e4567-e89b-12d3-a456-426614174000',
  ];
  for (const { name, run } of recogniserContract({ recogniser: alone, examples, counterExamples })) it(name, run);

  it('finds numbers of the countries that are named alone', async () => {
    const british = { ...(await phoneNumberWithMetadata({ countries: ['GB'] })), type: 'BRITISH_PHONE' };
    const rail = piiRail({ recognisers: [british], types: ['BRITISH_PHONE'], stages: ['output'] });
    const decision = await createGuard({ rails: [rail] }).check('+44 20 7946 0958 or +372 5123 4567 or 020 7946 0958', {
      stage: 'output',
      context: testContext(),
    });
    expect(decision).toMatchObject({ text: '[BRITISH_PHONE] or +372 5123 4567 or 020 7946 0958' });
  });

  it('adds to the built-in recogniser under the same type', async () => {
    const phone = await phoneNumberWithMetadata({ defaultCountry: 'NZ' });
    const rail = piiRail({ recognisers: [phone], types: ['PHONE_NUMBER'], stages: ['output'] });
    const decision = await createGuard({ rails: [rail] }).check('(202) 555-0143, 021 123 4567', {
      stage: 'output',
      context: testContext(),
    });
    expect(decision).toMatchObject({ text: '[PHONE_NUMBER], [PHONE_NUMBER]' });
  });

  it('says what to install when the peer is missing', async () => {
    const load = (): Promise<never> => Promise.reject(new Error('Cannot find package'));
    await expect(phoneNumberWithMetadata({ load })).rejects.toMatchObject({
      code: 'unsupported',
      message: expect.stringContaining('npm install libphonenumber-js') as string,
    });
  });

  it('refuses a country that the metadata does not know', async () => {
    await expect(phoneNumberWithMetadata({ countries: ['UK'] })).rejects.toMatchObject({ code: 'invalid-input' });
    await expect(phoneNumberWithMetadata({ defaultCountry: 'XX' })).rejects.toThrow(/"XX"/);
  });
});
