import { testContext } from '@org/ai-testing';
import { describe, expect, it } from 'vitest';
import { createGuard } from '../../guard/guard.ts';
import { piiRail } from '../pii.ts';

const guard = createGuard({ rails: [piiRail({ types: ['PHONE_NUMBER'] })] });

async function found(text: string): Promise<readonly string[]> {
  const { findings } = await guard.check(text, { stage: 'output', context: testContext() });
  return findings.map(({ start, end }) => text.slice(start, end));
}

describe('phoneNumber', () => {
  it.each([
    ['US', '(202) 555-0143'],
    ['US', '202.555.0143'],
    ['US', '202-555-0143 ext. 12'],
    ['US', '001-202-555-0143x4321'],
    ['US', '+1 (202) 555-0143 x9'],
    ['CA', '1 613 555 0143'],
    ['CA', '613 555-0143, poste 745'],
    ['GB', '020 7946 0958'],
    ['GB', '01632 960983'],
    ['GB', '07700 900123'],
    ['GB', '+44 (0)20 7946 0958'],
    ['DE', '030 23125123'],
    ['DE', '0171/2312512'],
    ['DE', '+49 (0)89 23125123'],
    ['FR', '01 99 00 12 34'],
    ['FR', '06.39.98.12.34'],
    ['FR', '+33 (0)1 99 00 12 34'],
    ['ES', '91 123 45 67'],
    ['ES', '612 345 678'],
    ['IT', '347 1234567'],
    ['IT', '+39 06 1234 5678'],
    ['NL', '020-1234567'],
    ['NL', '06 12345678'],
    ['BE', '02 123 45 67'],
    ['PT', '21 123 45 67'],
    ['CH', '044 123 45 67'],
    ['AT', '0664 1234567'],
    ['PL', '22 123 45 67'],
    ['SE', '08-123 456 78'],
    ['NO', '+47 22 12 34 56'],
    ['DK', '+45 33 12 34 56'],
    ['FI', '040 1234567'],
    ['IE', '087 123 4567'],
    ['IN', '98765 43210'],
    ['AU', '(02) 9123 4567'],
    ['AU', '1300 123 456'],
    ['JP', '03-1234-5678'],
    ['JP', '090-1234-5678'],
    ['BR', '(11) 91234-5678'],
    ['MX', '55 1234 5678'],
    ['CN', '138 1234 5678'],
    ['CN', '010-6123 4567'],
    ['ZA', '082 123 4567'],
    ['TR', '0532 123 45 67'],
    ['RU', '8 (495) 123-45-67'],
    ['LV', '+371 67123456'],
  ])('finds the forms of %s in any sentence: %s', async (_country, number) => {
    expect(await found(`They said ${number} would do.`)).toEqual([number]);
    expect(await found(number)).toEqual([number]);
  });

  it.each([
    ['call 5550143', '5550143'],
    ['Tel.: 2025550143', '2025550143'],
    ['mobil: 1234567', '1234567'],
    ['手机 13812345678', '13812345678'],
    ['my number is 99 12 34 56', '99 12 34 56'],
  ])('finds digits of any form behind words that name them: %s', async (text, number) => {
    expect(await found(text)).toEqual([number]);
  });

  it.each([
    '2025550143',
    'order 202 555 0143',
    'invoice no. 0123 456 7890',
    'tracking 0123-4567-8901',
    'on 05.11.2026 and 2026-11-05 12:30, epoch 1732368463',
    'from 2019-2024 and 1 234 567 890',
    'version 10.0.19045.3803',
    'ISBN 978-3-16-148410-0',
    '$202 555 0143 and 612 345 678 €',
    '11-1234567-1234567 and 112-1234567-1234567',
    'coordinates 52.520008, 13.404954',
    '+49, +1000000 and UTC+0530',
    '4111 1111 1111 1112',
    'call between 2019-2024',
  ])('leaves %j alone', async (text) => {
    expect(await found(text)).toEqual([]);
  });

  it('takes what follows for another number only where a gap says so', async () => {
    expect(await found('202-555-0143 2026')).toEqual(['202-555-0143']);
    expect(await found('030 23125123 / 030 23125124')).toEqual(['030 23125123', '030 23125124']);
  });
});
