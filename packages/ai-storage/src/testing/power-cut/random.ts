/** A stream of numbers in [0, 1) that its seed repeats (mulberry32, public domain, by Tommy Ettinger). */
export type Random = () => number;

export function createRandom(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** An integer from 0 to `below - 1`. */
export function integer(random: Random, below: number): number {
  return Math.floor(random() * below);
}
