const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
// An @ is part of model names (@cf/..., name@20260101), but inside a name never before a letter: that would be an e-mail address.
const name = /^(?:@[A-Za-z])?(?:[\w.:/+#-]|@(?=\d)){1,128}$/;
const iban = /^[A-Z]{2}\d{2}[A-Z0-9]{11,30}$/i;
const maxBareDigits = 8;

/**
 * Whether a value looks like the name or id of something, and so may leave the process: up to 128 ASCII letters, digits and `_ . : / + # -`;
 * not an e-mail address, an account or card number, and with a letter in it when it has more than eight digits (so no telephone number).
 * Text, in whatever language, has spaces or other characters.
 */
export function isSafeName(value: unknown): value is string {
  if (typeof value !== 'string' || !name.test(value)) return false;
  if (uuid.test(value)) return true;
  const hasLetter = /[A-Za-z]/.test(value);
  return (hasLetter || value.replace(/\D/g, '').length <= maxBareDigits) && !iban.test(value) && !hasCardNumber(value);
}

/** Whether 13 to 19 digits, with single separators between them allowed, have the prefix and the check digit (ISO/IEC 7812) of a payment card. */
export function hasCardNumber(value: string): boolean {
  let digits: number[] = [];
  let separators = 0;
  for (const character of value) {
    if (character >= '0' && character <= '9') {
      digits.push(Number(character));
      separators = 0;
      if (endsWithCard(digits)) return true;
    } else if (/[A-Za-z]/.test(character) || ++separators > 1) digits = [];
  }
  return false;
}

function endsWithCard(digits: readonly number[]): boolean {
  let sum = 0;
  for (let count = 1; count <= Math.min(19, digits.length); count++) {
    const digit = digits[digits.length - count] ?? 0;
    const weighted = count % 2 === 0 ? digit * 2 : digit;
    sum += weighted > 9 ? weighted - 9 : weighted;
    if (count >= 13 && sum % 10 === 0 && isCardPrefix(digit, digits[digits.length - count + 1] ?? 0)) return true;
  }
  return false;
}

// 3 to 6 are the big schemes, 22 to 27 the newer Mastercard range; dates as 2026... and epoch times as 17... are not cards.
function isCardPrefix(first: number, second: number): boolean {
  return (first >= 3 && first <= 6) || (first === 2 && second >= 2 && second <= 7);
}
