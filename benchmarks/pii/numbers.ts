import type { Random } from './random.ts';

const issuers: readonly (readonly [prefix: string, length: number])[] = [
  ['4', 16],
  ['51', 16],
  ['55', 16],
  ['2221', 16],
  ['34', 15],
  ['37', 15],
  ['6011', 16],
  ['65', 16],
  ['36', 14],
  ['3530', 16],
];

/** Number of a payment card with a right check digit. */
export function cardNumber(random: Random): string {
  const [prefix, length] = random.pick(issuers);
  const digits = prefix + random.digits(length - 1 - prefix.length);
  for (let check = 0; check < 10; check++)
    if (luhnSum(`${digits}${String(check)}`) % 10 === 0) return `${digits}${String(check)}`;
  throw new RangeError('no check digit fits');
}

function luhnSum(digits: string): number {
  return Array.from(digits, Number)
    .reverse()
    .reduce((sum, digit, place) => sum + (place % 2 === 0 ? digit : digit > 4 ? digit * 2 - 9 : digit * 2), 0);
}

const banks: readonly (readonly [country: string, account: string])[] = [
  ['DE', '##################'],
  ['FR', '#######################'],
  ['GB', 'AAAA##############'],
  ['NL', 'AAAA##########'],
  ['ES', '####################'],
  ['IT', 'A######################'],
  ['AT', '################'],
  ['CH', '#################'],
  ['BE', '############'],
  ['PL', '########################'],
  ['SE', '####################'],
  ['NO', '###########'],
  ['SA', '####################'],
];

/** An IBAN with right check digits, without spaces. */
export function ibanOf(random: Random): string {
  const [country, account] = random.pick(banks);
  const filled = random.fill(account);
  const digits = Array.from(`${filled}${country}00`, (character) => String(Number.parseInt(character, 36))).join('');
  const check = 98n - (BigInt(digits) % 97n);
  return `${country}${String(check).padStart(2, '0')}${filled}`;
}
