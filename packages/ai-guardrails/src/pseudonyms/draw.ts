/** Choices that look random and are the same each time for the same seed. */
export interface Draw {
  /** From 0, less than the limit. */
  below(limit: number): number;
  digit(): string;
  pick<T>(choices: readonly [T, ...T[]]): T;
  /** As many digits as asked for. */
  digits(count: number): string;
}

export function createDraw(digest: (text: string) => Uint8Array, seed: string): Draw {
  let bytes: Uint8Array = new Uint8Array(0);
  let next = 0;
  let block = 0;
  const byte = (): number => {
    if (next === bytes.length) {
      bytes = digest(`${seed} ${String(block++)}`);
      next = 0;
    }
    return bytes[next++] ?? 0;
  };
  const below = (limit: number): number => {
    const word = ((byte() << 24) | (byte() << 16) | (byte() << 8) | byte()) >>> 0;
    return word % limit;
  };
  const digit = (): string => String(below(10));
  return {
    below,
    digit,
    pick: (choices) => choices[below(choices.length)] ?? choices[0],
    digits: (count) => Array.from({ length: Math.max(0, count) }, digit).join(''),
  };
}
