/** Random numbers that a seed determines, so that a report can be made again byte for byte. Not for secrets. */
export interface Random {
  /** A number in [0, 1) with 32 random bits. */
  next(): number;
  /** A whole number in [0, bound), each equally likely. */
  integer(bound: number): number;
}

/**
 * Makes a generator from a seed: sfc32 (Doty-Humphrey, PractRand), seeded through splitmix32, period about 2^128.
 *
 * @example
 * ```ts
 * import { createRandom } from '@org/ai-stats';
 *
 * const random = createRandom(7);
 * const die = random.integer(6) + 1;
 * ```
 */
export function createRandom(seed: number): Random {
  if (!Number.isSafeInteger(seed)) throw new RangeError(`seed must be a whole number, got ${seed}`);
  let mixed = (seed ^ Math.imul(Math.floor(seed / 2 ** 32), 0x85ebca6b)) >>> 0;
  const mix = (): number => {
    mixed = (mixed + 0x9e3779b9) >>> 0;
    let bits = mixed ^ (mixed >>> 16);
    bits = Math.imul(bits, 0x21f0aaad);
    bits ^= bits >>> 15;
    bits = Math.imul(bits, 0x735a2d97);
    return (bits ^ (bits >>> 15)) >>> 0;
  };
  let [a, b, c, counter] = [mix(), mix(), mix(), 1];
  const bits = (): number => {
    const sum = (a + b + counter) >>> 0;
    counter = (counter + 1) >>> 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) >>> 0;
    c = (((c << 21) | (c >>> 11)) + sum) >>> 0;
    return sum;
  };
  for (let round = 0; round < 12; round++) bits();

  return {
    next: () => bits() / 2 ** 32,
    integer(bound) {
      if (!(bound >= 1 && bound <= 2 ** 32)) throw new RangeError(`bound must be between 1 and 2^32, got ${bound}`);
      // Values of the last, incomplete round of `bound` are thrown away: otherwise small numbers come up too often.
      const limit = 2 ** 32 - (2 ** 32 % bound);
      let value = bits();
      while (value >= limit) value = bits();
      return value % bound;
    },
  };
}
