import { sha256Of } from '../../digest/sha-256.ts';

const alphabet = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz';
/** Version, 20 bytes of hash, 4 bytes of checksum. */
const SIZE = 25;

/** Whether the text is a Bitcoin address in Base58Check: version 0 or 5, and the start of a double SHA-256. */
export function isBase58Address(text: string): boolean {
  if (text.length > 35) return false;
  const bytes = new Uint8Array(SIZE);
  for (let at = 0; at < text.length; at++) {
    let carry = alphabet.indexOf(text.charAt(at));
    if (carry < 0) return false;
    for (let place = SIZE - 1; place >= 0; place--) {
      carry += (bytes[place] ?? 0) * 58;
      bytes[place] = carry & 0xff;
      carry >>= 8;
    }
    if (carry > 0) return false;
  }
  if (bytes[0] !== 0 && bytes[0] !== 5) return false;
  const hash = sha256Of(sha256Of(bytes.subarray(0, SIZE - 4)));
  return bytes.subarray(SIZE - 4).every((byte, place) => byte === hash[place]);
}
