import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hasCardNumber, isSafeName } from './safe-name.ts';

describe('isSafeName', () => {
  it.each([
    'gpt-4o',
    'claude-3-5-sonnet-20240620',
    'claude-3-5-sonnet@20240620',
    '@cf/meta/llama-3.1-8b-instruct',
    'rag-assistant',
    'pii/credit-card',
    '2026.11.23',
    'v1.4.0-rc.1+build.77',
    'chatcmpl-AbC123',
    '41111111-1111-4111-8111-111111111111',
    '17',
  ])('lets the name %s through', (value) => {
    expect(isSafeName(value)).toBe(true);
  });

  it.each([
    'jane.doe@example.com',
    'x@y',
    '4111 1111 1111 1111',
    '4111111111111111',
    'card-4111-1111-1111-1111',
    'a5500.0000.0000.0004z',
    'DE89370400440532013000',
    '+4915112345678',
    '123-45-67890',
    'What is my balance?',
    'straße',
    '東京都庁',
    'two words',
    'line\nbreak',
    'tab\tbed',
    '"quoted"',
    'zero\u200bwidth',
    'x'.repeat(129),
    '',
    7,
    undefined,
    { toString: () => 'name' },
  ])('keeps %j back', (value) => {
    expect(isSafeName(value)).toBe(false);
  });

  it('keeps back every text with a space or a character outside ASCII', () => {
    const outside = fc.string({ unit: 'grapheme' }).filter((text) => /[^!-~]/u.test(text));
    fc.assert(fc.property(outside, (text) => !isSafeName(text)));
  });
});

describe('hasCardNumber', () => {
  const digits = fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 14, maxLength: 14 });
  const separator = fc.constantFrom('', ' ', '-', '.');

  it('finds every valid number of 16 digits, with or without separators, inside other text', () => {
    fc.assert(
      fc.property(fc.integer({ min: 3, max: 6 }), digits, separator, (first, rest, between) => {
        const body = [first, ...rest];
        const check = (10 - (luhn([...body, 0]) % 10)) % 10;
        return hasCardNumber(`ref-${[...body, check].join(between)}-x`);
      }),
    );
  });

  it('does not take dates, epoch times and short numbers for cards', () => {
    for (const value of ['20261123151151', '1763910711000', '2024-06-20', '123456789012']) {
      expect(hasCardNumber(value)).toBe(false);
    }
  });
});

function luhn(digits: readonly number[]): number {
  return digits
    .toReversed()
    .map((digit, index) => (index % 2 === 0 ? digit : digit * 2 > 9 ? digit * 2 - 9 : digit * 2))
    .reduce((sum, digit) => sum + digit, 0);
}
