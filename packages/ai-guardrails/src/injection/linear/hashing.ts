/** Hash of a word by its units (FNV-1a): the same whether a word is read in place or made first. */
export function hashWith(hash: number, unit: number): number {
  return Math.imul(hash ^ unit, 0x0100_0193) | 0;
}

export const HASH_START: number = 0x811c_9dc5 | 0;

export function hashOf(word: string): number {
  let hash = HASH_START;
  for (let at = 0; at < word.length; at++) hash = hashWith(hash, word.charCodeAt(at));
  return hash;
}

/** Spreads the bits of a hash over the low ones. */
export function mixed(hash: number): number {
  let value = hash ^ (hash >>> 16);
  value = Math.imul(value, 0x85eb_ca6b);
  value ^= value >>> 13;
  return (Math.imul(value, 0xc2b2_ae35) ^ (value >>> 11)) >>> 0;
}
