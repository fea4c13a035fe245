/** Choices that a seed determines. */
export interface Chance {
  integer(bound: number): number;
  pick<T>(list: readonly T[]): T;
  letters(length: number, alphabet?: string): string;
}

/** A linear congruential generator: the same attacks in every run. */
export function createChance(seed: number): Chance {
  let state = seed % 2_147_483_648;
  const integer = (bound: number): number => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((state / 2_147_483_648) * bound);
  };
  return {
    integer,
    pick<T>(list: readonly T[]): T {
      const chosen = list[integer(list.length)];
      if (chosen === undefined) throw new Error('nothing to pick from');
      return chosen;
    },
    letters: (length, alphabet = 'abcdefghijklmnopqrstuvwxyz') =>
      Array.from({ length }, () => alphabet.charAt(integer(alphabet.length))).join(''),
  };
}
