const alphabet = 'qpzry9x8gf2tvdw0s3jn54khce6mua7l';
const generator = [0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3];
/** What the polynomial leaves, expanded human-readable part `bc` first: 1 for Bech32, this for Bech32m. */
const BECH32M = 0x2bc830a3;

/** Whether the text is a Bitcoin address in Bech32 (BIP 173, version 0) or Bech32m (BIP 350, later versions). */
export function isBech32Address(text: string): boolean {
  if (text !== text.toLowerCase() && text !== text.toUpperCase()) return false;
  const data = Array.from(text.toLowerCase().slice(3), (character) => alphabet.indexOf(character));
  const [version = -1] = data;
  if (data.includes(-1) || version > 16) return false;
  const size = Math.floor(((data.length - 7) * 5) / 8);
  if (size < 2 || size > 40 || (version === 0 && size !== 20 && size !== 32)) return false;
  return polymod([3, 3, 0, 2, 3, ...data]) === (version === 0 ? 1 : BECH32M);
}

function polymod(values: readonly number[]): number {
  let state = 1;
  for (const value of values) {
    const top = state >>> 25;
    state = ((state & 0x1ffffff) << 5) ^ value;
    for (const [bit, factor] of generator.entries()) if (((top >>> bit) & 1) === 1) state ^= factor;
  }
  return state >>> 0;
}
