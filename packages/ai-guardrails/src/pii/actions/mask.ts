import type { PiiType } from '../recogniser.ts';

const keepsLast: ReadonlySet<PiiType> = new Set<PiiType>(['CREDIT_CARD', 'IBAN_CODE', 'PHONE_NUMBER']);

/** Stars letters and digits; the form of the value stays, and of numbers that people tell apart by it the last four. */
export function maskOf(type: PiiType, value: string): string {
  const characters = Array.from(value);
  let kept = keepsLast.has(type) ? 4 : 0;
  for (let index = characters.length - 1; index >= 0; index--) {
    if (!/[\p{L}\p{N}\p{M}]/u.test(characters[index] ?? '')) continue;
    if (kept > 0) kept--;
    else characters[index] = '*';
  }
  return characters.join('');
}
