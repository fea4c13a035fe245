/** The digit that makes the digits before it pass the Luhn test (ISO/IEC 7812). */
export function luhnDigit(digits: string): string {
  let sum = 0;
  for (let index = digits.length - 1, isDoubled = true; index >= 0; index--, isDoubled = !isDoubled) {
    const digit = Number(digits.charAt(index)) * (isDoubled ? 2 : 1);
    sum += digit > 9 ? digit - 9 : digit;
  }
  return String((10 - (sum % 10)) % 10);
}

/** The two check digits of an IBAN (ISO 13616): they make it 1 modulo 97. */
export function ibanDigits(country: string, account: string): string {
  let rest = 0;
  for (const character of `${account}${country}00`) {
    const value = Number.parseInt(character, 36);
    rest = (rest * (value > 9 ? 100 : 10) + value) % 97;
  }
  return String(98 - rest).padStart(2, '0');
}
