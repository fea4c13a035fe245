/** Pseudo-random choices from a seed (mulberry32): the same data in every run. */
export interface Random {
  /** A whole number of `[low, high]`. */
  between(low: number, high: number): number;
  pick<T>(items: readonly T[]): T;
  chance(probability: number): boolean;
  digits(count: number): string;
  /** Each `#` becomes a digit, `N` one from 2 to 9, `X` a hexadecimal digit, `A` a capital letter; the rest stays. */
  readonly fill: (pattern: string) => string;
}

export function createRandom(seed: number): Random {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  const between = (low: number, high: number): number => low + Math.floor(next() * (high - low + 1));
  const kinds: Readonly<Record<string, () => string>> = {
    '#': () => String(between(0, 9)),
    N: () => String(between(2, 9)),
    X: () => between(0, 15).toString(16),
    A: () => String.fromCharCode(between(65, 90)),
  };
  const fill = (pattern: string): string => pattern.replace(/[#NXA]/g, (kind) => kinds[kind]?.() ?? kind);
  return {
    between,
    pick: (items) => {
      const item = items[between(0, items.length - 1)];
      if (item === undefined) throw new RangeError('nothing to pick from');
      return item;
    },
    chance: (probability) => next() < probability,
    digits: (count) => fill('#'.repeat(count)),
    fill,
  };
}
