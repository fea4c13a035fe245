const letters = 'qpzry9x8gf2tvdw0s3jn54khce6mua7l';
const generators: readonly number[] = [0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3];

/** Whether data behind its human-readable part carries a sound Bech32 checksum (BIP 173). Both in lower case. */
export function hasBech32Checksum(humanPart: string, data: string): boolean {
  const values = Array.from(data, (letter) => letters.indexOf(letter));
  return !values.includes(-1) && checksumOf(humanPart, values) === 1;
}

/** Data with the six characters that make its checksum sound. */
export function withBech32Checksum(humanPart: string, data: string): string {
  const values = Array.from(data, (letter) => letters.indexOf(letter));
  const sum = checksumOf(humanPart, [...values, 0, 0, 0, 0, 0, 0]) ^ 1;
  return data + Array.from({ length: 6 }, (_, place) => letters.charAt((sum >> (5 * (5 - place))) & 31)).join('');
}

function checksumOf(humanPart: string, data: readonly number[]): number {
  const human = Array.from(humanPart, (letter) => letter.charCodeAt(0));
  let sum = 1;
  for (const value of [...human.map((code) => code >> 5), 0, ...human.map((code) => code & 31), ...data]) {
    const top = sum >>> 25;
    sum = ((sum & 0x1ffffff) << 5) ^ value;
    generators.forEach((generator, bit) => {
      if ((top >> bit) & 1) sum ^= generator;
    });
  }
  return sum;
}
