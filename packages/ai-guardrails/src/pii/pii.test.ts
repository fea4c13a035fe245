import { testContext } from '@org/ai-testing';
import { describe, expect, it } from 'vitest';
import { createGuard } from '../guard/guard.ts';
import { piiRail, type PiiRailOptions } from './pii.ts';
import type { PiiRecogniser } from './recogniser.ts';

async function screen(text: string, options: PiiRailOptions = {}): Promise<string> {
  const decision = await createGuard({ rails: [piiRail(options)] }).check(text, {
    stage: 'output',
    context: testContext(),
  });
  if (decision.action === 'block') return `blocked: ${decision.reason}`;
  return decision.action === 'redact' ? decision.text : text;
}

describe('piiRail', () => {
  it.each([
    ['Write to ada.lovelace+news@mail.example.co.uk.', 'Write to [EMAIL_ADDRESS].'],
    ['ada.lovelace (at) example (dot) com or ada[at]mail.example.org!', '[EMAIL_ADDRESS] or [EMAIL_ADDRESS]!'],
    ['info [at] example dot com, then', '[EMAIL_ADDRESS], then'],
    ["mailto:o'brien@example.org?x", 'mailto:[EMAIL_ADDRESS]?x'],
    ['zoë@exämple.de und grüße', '[EMAIL_ADDRESS] und grüße'],
    [`${'x'.repeat(70)}@example.com`, 'xxxxxx[EMAIL_ADDRESS]'],
    [`a@${'b.'.repeat(200)}com ok`, '[EMAIL_ADDRESS] ok'],
    [
      'card 4111 1111 1111 1111, 5555-5555-5555-4444 and 378282246310005.',
      'card [CREDIT_CARD], [CREDIT_CARD] and [CREDIT_CARD].',
    ],
    ['4111 1111 1111 1111 123', '[CREDIT_CARD] 123'],
    ['pay to DE89 3704 0044 0532 0130 00 or GB82WEST12345698765432', 'pay to [IBAN_CODE] or [IBAN_CODE]'],
    ['her number is 536-22-8726, SSN 536228726', 'her number is [US_SSN], SSN [US_SSN]'],
    ['from 203.0.113.7:8080, 2001:db8:0:1::7, ::ffff:192.0.2.1', 'from [IP_ADDRESS]:8080, [IP_ADDRESS], [IP_ADDRESS]'],
    ['+44 20 7946 0958, +1 (202) 555-0143 ext. 12', '[PHONE_NUMBER], [PHONE_NUMBER]'],
    ['(202) 555-0143 or 202.555.0143 or 1-202-555-0143', '[PHONE_NUMBER] or [PHONE_NUMBER] or [PHONE_NUMBER]'],
    ['030 12345678, 01 42 68 53 00, 020 7946 0958', '[PHONE_NUMBER], [PHONE_NUMBER], [PHONE_NUMBER]'],
    ['card 5018 1234 5673 and credit card 9999 9999 9999 9995', 'card [CREDIT_CARD] and credit card [CREDIT_CARD]'],
    ['call 555-0143 today', 'call [PHONE_NUMBER] today'],
  ])('redacts %j', async (text, redacted) => {
    expect(await screen(text)).toBe(redacted);
  });

  it.each([
    'order 4111 1111 1111 1112',
    'DE89 3704 0044 0532 0130 01',
    'SSN 000-12-3456, 666-12-3456, 912-12-3456',
    '123e4567-e89b-12d3-a456-426614174000',
    'on 05.11.2026 12:30:45, epoch 1732368463000',
    'version 1.2.3.4 and pkg@1.2.3',
    'see 127.0.0.1:8080, ::1 and std::vector<int>',
    '3.14159265358979323846',
    'a@b, @home, user@localhost',
    'meet (at) noon, arrive [at] home. Then (at example.com) it',
    'sha 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
    'build 20261123-104512, PO 12345678, 300.400.500.600',
  ])('leaves %j alone', async (text) => {
    expect(await screen(text)).toBe(text);
  });

  it('masks, keeping the last four digits of cards, IBANs and phone numbers', async () => {
    const actions = { CREDIT_CARD: 'mask', EMAIL_ADDRESS: 'mask', PHONE_NUMBER: 'mask' } as const;
    expect(await screen('4111 1111 1111 1111, ada@example.com, +44 20 7946 0958', { actions })).toBe(
      '**** **** **** 1111, ***@*******.***, +** ** **** 0958',
    );
  });

  it('blocks, reports or leaves out by type', async () => {
    const text = 'ada@example.com, SSN 536-22-8726';
    expect(await screen(text, { actions: { US_SSN: 'block' } })).toBe(
      'blocked: rail "pii" blocked the text (area-group-serial)',
    );
    expect(await screen(text, { actions: { US_SSN: 'report' } })).toBe('[EMAIL_ADDRESS], SSN 536-22-8726');
    expect(await screen(text, { types: ['US_SSN'] })).toBe('ada@example.com, SSN [US_SSN]');
  });

  it('takes recognisers of your own, which claim what the built-in ones left', async () => {
    const badge: PiiRecogniser = {
      type: 'BADGE',
      maxLength: 6,
      isWordBound: true,
      begins: (unit) => unit === 0x42,
      open: () => (cursor) =>
        /^B-[0-9]{4}$/.test(cursor.slice(0, 6)) ? { end: 6, rule: 'badge', score: 1 } : undefined,
    };
    const text = 'B-1234 is ada@example.com';
    expect(await screen(text, { recognisers: [badge] })).toBe('[BADGE] is [EMAIL_ADDRESS]');
    expect(await screen(text, { recognisers: [badge], types: ['BADGE'] })).toBe('[BADGE] is ada@example.com');
    const reports = { recognisers: [badge], defaultAction: 'report', actions: { BADGE: 'placeholder' } } as const;
    expect(await screen(text, reports)).toBe('[BADGE] is ada@example.com');
  });

  it('fails closed where a recogniser finds more than it has declared', async () => {
    const greedy: PiiRecogniser = {
      type: 'GREEDY',
      maxLength: 2,
      isWordBound: true,
      begins: (unit) => unit === 0x67,
      open: () => () => ({ end: 3, rule: 'greedy', score: 1 }),
    };
    expect(await screen('be good', { recognisers: [greedy] })).toBe(
      'blocked: rail "pii" blocked the text (fault:protocol)',
    );
  });

  it('refuses a type that it does not have', () => {
    expect(() => piiRail({ types: ['SHOE_SIZE'] })).toThrow(/SHOE_SIZE/);
  });

  it('leaves no marker that makes a link of what follows', async () => {
    expect(await screen('ada@example.com(//evil.test)\n > ada@example.com: //evil.test')).toBe(
      '[EMAIL_ADDRESS] (//evil.test)\n > [EMAIL_ADDRESS] : //evil.test',
    );
  });
});
