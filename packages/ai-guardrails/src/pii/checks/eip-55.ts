import { keccak256Bytes } from '../../digest/keccak-256.ts';

/** Whether the case of 40 hex digits is that of EIP-55: a capital where the hash of the lower-case digits has 8 or more. */
export function hasMixedCaseChecksum(digits: string): boolean {
  const lower = digits.toLowerCase();
  const hash = keccak256Bytes(Uint8Array.from(lower, (digit) => digit.charCodeAt(0)));
  for (let place = 0; place < lower.length; place++) {
    const half = ((hash[place >> 1] ?? 0) >> (place % 2 === 0 ? 4 : 0)) & 0xf;
    const expected = half >= 8 ? lower.charAt(place).toUpperCase() : lower.charAt(place);
    if (digits.charAt(place) !== expected) return false;
  }
  return true;
}
