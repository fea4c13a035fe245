let constants: { readonly round: Uint32Array; readonly start: Uint32Array } | undefined;

/** The first 32 bits of the fractions of cube and square roots of the first primes. */
function tables(): { readonly round: Uint32Array; readonly start: Uint32Array } {
  if (constants !== undefined) return constants;
  const primes: number[] = [];
  for (let candidate = 2; primes.length < 64; candidate++) {
    if (primes.every((prime) => candidate % prime !== 0)) primes.push(candidate);
  }
  const fraction = (root: number): number => ((root % 1) * 0x1_0000_0000) >>> 0;
  constants = {
    round: Uint32Array.from(primes, (prime) => fraction(Math.cbrt(prime))),
    start: Uint32Array.from(primes.slice(0, 8), (prime) => fraction(Math.sqrt(prime))),
  };
  return constants;
}

/** SHA-256 (FIPS 180-4) without waiting, for inputs of some hundred bytes inside a scan; WebCrypto only answers later. */
export function sha256Bytes(bytes: Uint8Array): Uint8Array {
  const { round, start } = tables();
  const size = (((bytes.length + 8) >> 6) + 1) << 6;
  const padded = new Uint8Array(size);
  padded.set(bytes);
  padded[bytes.length] = 0x80;
  const view = new DataView(padded.buffer);
  view.setUint32(size - 8, Math.floor(bytes.length / 0x2000_0000));
  view.setUint32(size - 4, (bytes.length << 3) >>> 0);
  const hash = Uint32Array.from(start);
  const words = new Uint32Array(64);
  for (let block = 0; block < size; block += 64) {
    for (let at = 0; at < 16; at++) words[at] = view.getUint32(block + at * 4);
    for (let at = 16; at < 64; at++) {
      const [early, late] = [word(words, at - 15), word(words, at - 2)];
      const first = rotate(early, 7) ^ rotate(early, 18) ^ (early >>> 3);
      const second = rotate(late, 17) ^ rotate(late, 19) ^ (late >>> 10);
      words[at] = word(words, at - 16) + first + word(words, at - 7) + second;
    }
    compress(hash, words, round);
  }
  const result = new Uint8Array(32);
  const out = new DataView(result.buffer);
  hash.forEach((value, at) => out.setUint32(at * 4, value));
  return result;
}

function compress(hash: Uint32Array, words: Uint32Array, round: Uint32Array): void {
  let [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = hash;
  for (let at = 0; at < 64; at++) {
    const choice = (e & f) ^ (~e & g);
    const added = h + (rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25)) + choice + word(round, at) + word(words, at);
    const majority = (a & b) ^ (a & c) ^ (b & c);
    const mixed = (rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22)) + majority;
    [h, g, f, e, d, c, b, a] = [g, f, e, (d + added) >>> 0, c, b, a, (added + mixed) >>> 0];
  }
  for (const [at, value] of [a, b, c, d, e, f, g, h].entries()) hash[at] = word(hash, at) + value;
}

function word(words: Uint32Array, at: number): number {
  return words[at] ?? 0;
}

function rotate(value: number, by: number): number {
  return (value >>> by) | (value << (32 - by));
}
