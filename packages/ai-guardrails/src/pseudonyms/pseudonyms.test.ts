import { createFakePrincipal, testContext } from '@org/ai-testing';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createGuard } from '../guard/guard.ts';
import { piiRail } from '../pii/pii.ts';
import { ibanDigits, luhnDigit } from './check-digits.ts';
import { createPseudonyms } from './pseudonyms.ts';

const key = Uint8Array.from({ length: 32 }, (_, index) => index);
const pseudonyms = createPseudonyms({ key });
const context = testContext({ conversation: 'a' });
const surrogate = (type: string, value: string, of = context): string =>
  pseudonyms.surrogate(type, value, of) ?? 'none';

const samples: readonly (readonly [type: string, value: string])[] = [
  ['EMAIL_ADDRESS', 'ada.lovelace@mail.example.co.uk'],
  ['PHONE_NUMBER', '+1 (415) 862-4411'],
  ['PHONE_NUMBER', '+44 20 7123 4567'],
  ['PHONE_NUMBER', '0711 987 654'],
  ['CREDIT_CARD', '4539 1488 0343 6467'],
  ['CREDIT_CARD', '371449635398431'],
  ['IBAN_CODE', 'DE89 3704 0044 0532 0130 00'],
  ['IBAN_CODE', 'GB82WEST12345698765432'],
  ['US_SSN', '536-22-8726'],
  ['IP_ADDRESS', '8.8.4.4'],
  ['IP_ADDRESS', '2a00:1450:4001:81b::200e'],
  ['MAC_ADDRESS', '3C-22-FB-01-02-03'],
  ['PERSON', 'Ada B. LOVELACE'],
  ['DATE_OF_BIRTH', '1980-02-28'],
  ['DATE_OF_BIRTH', '28.02.1980'],
  ['UK_NHS', '943 476 5919'],
];

describe('surrogates', () => {
  it.each([
    ['EMAIL_ADDRESS', 'ada@mail.example.co.uk', /^[a-z0-9]{10}@example\.(com|net|org)$/],
    ['PHONE_NUMBER', '+1 (415) 862-4411', /^\+1 \(415\) 555-01\d\d$/],
    ['PHONE_NUMBER', '415.862.4411', /^415\.555\.01\d\d$/],
    ['PHONE_NUMBER', '+44 20 7123 4567', /^\+44 16 3296 0\d{3}$/],
    ['PHONE_NUMBER', '+44 (0)7911 123456', /^\+44 \(0\)7700 900\d{3}$/],
    ['PHONE_NUMBER', '07911 123456', /^07700 900\d{3}$/],
    ['PHONE_NUMBER', '+33 6 12 34 56 78', /^\+33 6 39 98 \d\d \d\d$/],
    ['PHONE_NUMBER', '+49 30 1234567', /^\+49 30 23125\d\d$/],
    ['PHONE_NUMBER', '0033 1 42 68 53 00', /^0033 1 99 00 \d\d \d\d$/],
    ['PHONE_NUMBER', '+34 912 345 678', /^\+34 00\d \d{3} \d{3}$/],
    ['PHONE_NUMBER', '030 1234567', /^00\d \d{7}$/],
    ['CREDIT_CARD', '4539 1488 0343 6467', /^4000 00\d\d \d{4} \d{4}$/],
    ['CREDIT_CARD', '371449635398431', /^378282\d{9}$/],
    ['CREDIT_CARD', '5105-1051-0510-5100', /^5555-55\d\d-\d{4}-\d{4}$/],
    ['IBAN_CODE', 'DE89 3704 0044 0532 0130 00', /^DE\d\d \d{4} \d{4} \d{4} \d{4} \d\d$/],
    ['IBAN_CODE', 'GB82WEST12345698765432', /^GB\d\d[A-Z]{4}\d{14}$/],
    ['US_SSN', '536-22-8726', /^666-\d\d-\d{4}$/],
    ['IP_ADDRESS', '8.8.4.4', /^(192\.0\.2|198\.51\.100|203\.0\.113)\.\d{1,3}$/],
    ['IP_ADDRESS', '2a00:1450:4001:81b::200e', /^2001:db8::[0-9a-f]{1,4}:[0-9a-f]{1,4}$/],
    ['MAC_ADDRESS', '3C-22-FB-01-02-03', /^00-00-5E-00-53-[0-9A-F]{2}$/],
    ['PERSON', 'Ada B. LOVELACE', /^[A-Z][a-z]+ [A-Z]\. [A-Z]+$/],
    ['UK_NHS', '943 476 5919', /^\d{3} \d{3} \d{4}$/],
    ['IT_FISCAL_CODE', 'RSSMRA85T10A562S', /^[A-Z]{6}\d\d[A-Z]\d\d[A-Z]\d{3}[A-Z]$/],
  ])('of %s keep the form of %s', (type, value, form) => {
    expect(surrogate(type, value)).toMatch(form);
  });

  it('are never the value, and the same for the same value within a conversation', () => {
    fc.assert(
      fc.property(fc.constantFrom(...samples), fc.string(), ([type, value], conversation) => {
        const own = testContext({ conversation });
        const made = surrogate(type, value, own);
        expect(made).not.toBe(value);
        expect(made).not.toBe('none');
        expect(surrogate(type, value, testContext({ conversation, requestId: 'other' }))).toBe(made);
      }),
    );
  });

  it('differ by conversation, principal and key', () => {
    const others = [
      surrogate('EMAIL_ADDRESS', 'ada@example.com', testContext({ conversation: 'b' })),
      surrogate(
        'EMAIL_ADDRESS',
        'ada@example.com',
        testContext({ conversation: 'a', principal: createFakePrincipal({ subject: 'x' }) }),
      ),
      createPseudonyms({ key: key.map((byte) => byte + 1) }).surrogate('EMAIL_ADDRESS', 'ada@example.com', context),
      surrogate('EMAIL_ADDRESS', 'ada@example.com'),
    ];
    expect(new Set(others).size).toBe(4);
  });

  it('have check digits of their own: cards pass the Luhn test, IBANs are 1 modulo 97', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[3-6][0-9]{12,18}$/), fc.stringMatching(/^[0-9]{18}$/), (card, account) => {
        const made = surrogate('CREDIT_CARD', card);
        expect(luhnDigit(made.slice(0, -1))).toBe(made.slice(-1));
        expect(made).toHaveLength(card.length);
        const iban = surrogate('IBAN_CODE', `DE${ibanDigits('DE', account)}${account}`);
        const rearranged = `${iban.slice(4)}${iban.slice(0, 4)}`.replace(/[A-Z]/g, (letter) =>
          String(parseInt(letter, 36)),
        );
        expect(BigInt(rearranged) % 97n).toBe(1n);
      }),
    );
  });

  it('move all dates of a conversation by the same distance', () => {
    const day = (text: string): number => Date.parse(text) / 86_400_000;
    const first = surrogate('DATE_OF_BIRTH', '1980-02-28');
    const second = surrogate('DATE_OF_BIRTH', '1981-03-01');
    expect(day(second) - day(first)).toBe(day('1981-03-01') - day('1980-02-28'));
    expect(surrogate('DATE_OF_BIRTH', '28.02.1980').split('.').reverse().join('-')).toBe(first);
  });
});

describe('hashes', () => {
  it('are 80 keyed bits, the same for every writing of a value, in any conversation', () => {
    const made = pseudonyms.hash('CREDIT_CARD', '4539 1488 0343 6467');
    expect(made).toMatch(/^\[CREDIT_CARD#[a-z2-7]{16}\]$/);
    expect(pseudonyms.hash('CREDIT_CARD', '4539-1488-0343-6467')).toBe(made);
    expect(pseudonyms.hash('EMAIL_ADDRESS', 'ADA@example.com')).toBe(
      pseudonyms.hash('EMAIL_ADDRESS', 'ada@example.com'),
    );
    expect(pseudonyms.hash('IP_ADDRESS', '1.23.4.5')).not.toBe(pseudonyms.hash('IP_ADDRESS', '12.3.4.5'));
    expect(pseudonyms.hash('PHONE_NUMBER', '4539148803436467')).not.toContain(made.slice(13));
    expect(createPseudonyms({ key: key.map((byte) => byte + 1) }).hash('CREDIT_CARD', '4539 1488 0343 6467')).not.toBe(
      made,
    );
  });

  it('need a key of 16 bytes', () => {
    expect(() => createPseudonyms({ key: key.slice(0, 15) })).toThrow(/16 bytes/);
  });
});

describe('actions of piiRail', () => {
  const screen = async (text: string, options: Parameters<typeof piiRail>[0]): Promise<string> => {
    const decision = await createGuard({ rails: [piiRail(options)] }).check(text, { stage: 'input', context });
    return decision.action === 'redact' ? decision.text : decision.action;
  };

  it('hash and replace by surrogates, by type', async () => {
    const text = 'ada@example.com, SSN 536-22-8726, ada@example.com';
    const redacted = await screen(text, { pseudonyms, actions: { EMAIL_ADDRESS: 'surrogate', US_SSN: 'hash' } });
    const [first, ssn, again] = redacted.split(', ');
    expect(first).toBe(surrogate('EMAIL_ADDRESS', 'ada@example.com'));
    expect(again).toBe(first);
    expect(ssn).toBe(`SSN ${pseudonyms.hash('US_SSN', '536-22-8726')}`);
  });

  it('mask all but as many of the last digits as asked for', async () => {
    const text = 'card 4111 1111 1111 1111';
    expect(await screen(text, { actions: { CREDIT_CARD: { action: 'mask', keepLast: 2 } } })).toBe(
      'card **** **** **** **11',
    );
    expect(await screen(text, { actions: { CREDIT_CARD: { action: 'mask', keepLast: 0 } } })).toBe(
      'card **** **** **** ****',
    );
    expect(await screen(text, { actions: { CREDIT_CARD: { action: 'mask' } } })).toBe('card **** **** **** 1111');
  });

  it('ask for approval', async () => {
    expect(await screen('SSN 536-22-8726', { actions: { US_SSN: 'require-approval' } })).toBe('require-approval');
  });

  it.each([
    [{ actions: { US_SSN: 'shred' as never } }, 'actions.US_SSN of piiRail names an unknown action'],
    [{ defaultAction: 'hash' }, 'defaultAction of piiRail is hash, which needs pseudonyms'],
    [{ actions: { US_SSN: 'surrogate' } }, 'actions.US_SSN of piiRail is surrogate, which needs pseudonyms'],
    [{ actions: { US_SSN: { action: 'mask', keepLast: -1 } } }, 'actions.US_SSN of piiRail must be'],
  ] as const)('refuse %j', (options, message) => {
    expect(() => piiRail(options)).toThrow(message);
  });
});
