/** Which ASCII characters a key is written in. */
export type Alphabet = Uint8Array;

/** @param ranges characters and ranges of them, as in `a-z0-9_`; a hyphen that stands for itself comes last */
export function alphabetOf(ranges: string): Alphabet {
  const alphabet = new Uint8Array(0x80);
  for (let at = 0; at < ranges.length; at++) {
    const first = ranges.charCodeAt(at);
    const isRange = ranges.charAt(at + 1) === '-' && at + 2 < ranges.length;
    const last = isRange ? ranges.charCodeAt(at + 2) : first;
    alphabet.fill(1, first, last + 1);
    if (isRange) at += 2;
  }
  return alphabet;
}

export function isIn(alphabet: Alphabet, unit: number): boolean {
  return unit >= 0 && unit < 0x80 && alphabet[unit] === 1;
}

/** All characters of an alphabet. */
export function charactersOf(alphabet: Alphabet): string {
  return Array.from(alphabet, (isMember, unit) => (isMember === 1 ? String.fromCharCode(unit) : '')).join('');
}

export const letters: Alphabet = alphabetOf('A-Za-z');
export const base62: Alphabet = alphabetOf('A-Za-z0-9');
export const base64: Alphabet = alphabetOf('A-Za-z0-9+/');
export const base64url: Alphabet = alphabetOf('A-Za-z0-9_-');
/** Both alphabets of Base64, and its padding. */
export const anyBase64: Alphabet = alphabetOf('A-Za-z0-9+/=_-');
export const base32: Alphabet = alphabetOf('A-Z2-7');
export const lowerHex: Alphabet = alphabetOf('0-9a-f');
export const lower36: Alphabet = alphabetOf('a-z0-9');
export const upper36: Alphabet = alphabetOf('A-Z0-9');
/** Words of letters, digits and underscores, and what joins them. */
export const word: Alphabet = alphabetOf('A-Za-z0-9_');
export const dashed: Alphabet = alphabetOf('A-Za-z0-9-');
export const dotted: Alphabet = alphabetOf('A-Za-z0-9_.-');
export const path: Alphabet = alphabetOf('A-Za-z0-9_/-');
