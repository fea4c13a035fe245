import { ibanDigits, luhnDigit } from './check-digits.ts';
import type { Draw } from './draw.ts';
import { digitsOf, sameForm, withDigits } from './form.ts';

/** Issuer numbers that card processors publish test cards under, by the first digit of the card. */
const testIssuers: Readonly<Record<string, string>> = {
  2: '555555',
  3: '378282',
  4: '400000',
  5: '555555',
  6: '601111',
};

/** A card of the same length and network, in a range of test cards, that passes the Luhn test. */
export function cardLike(value: string, draw: Draw): string {
  const digits = digitsOf(value);
  const body = `${testIssuers[digits.charAt(0)] ?? '400000'}${draw.digits(digits.length - 7)}`;
  return withDigits(value, body + luhnDigit(body));
}

/** An account of the same country and form, with right check digits. Its bank does not exist, or only by chance. */
export function ibanLike(value: string, draw: Draw): string {
  const compact = value.replace(/[^0-9A-Za-z]/g, '').toUpperCase();
  const country = compact.slice(0, 2);
  const account = sameForm(compact.slice(4), draw);
  const made = country + ibanDigits(country, account) + account;
  let next = 0;
  return value.replace(/[0-9A-Za-z]/g, () => made.charAt(next++));
}

/** A number of area 666, which was never given out. */
export function ssnLike(value: string, draw: Draw): string {
  return withDigits(value, `666${draw.digits(6)}`);
}

/** An address of the ranges for documentation (RFC 5737, RFC 3849). */
export function ipLike(value: string, draw: Draw): string {
  if (!value.includes(':')) {
    return `${draw.pick(['192.0.2', '198.51.100', '203.0.113'])}.${String(1 + draw.below(254))}`;
  }
  const group = (): string => (1 + draw.below(0xfffe)).toString(16);
  return `2001:db8::${group()}:${group()}`;
}

/** A hardware address of the range for documentation (RFC 7042), grouped as the value is. */
export function macLike(value: string, draw: Draw): string {
  const last = draw.below(256).toString(16).padStart(2, '0');
  const made = `00005e0053${last}`;
  const isUpper = value === value.toUpperCase();
  let next = 0;
  return value.replace(/[0-9A-Fa-f]/g, () => {
    const digit = made.charAt(next++);
    return isUpper ? digit.toUpperCase() : digit;
  });
}
