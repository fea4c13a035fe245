/** Numbers appended one by one to a typed array that doubles when it is full. */
export interface GrowingArray {
  readonly length: number;
  push(value: number): void;
  /** The numbers so far, without a copy; invalid after the next `push`. */
  view(): Uint32Array;
}

/** Starts an empty array of 32-bit numbers. */
export function createGrowingArray(): GrowingArray {
  let values = new Uint32Array(1024);
  let length = 0;
  return {
    get length() {
      return length;
    },
    push: (value) => {
      if (length === values.length) {
        const grown = new Uint32Array(values.length * 2);
        grown.set(values);
        values = grown;
      }
      values[length] = value;
      length += 1;
    },
    view: () => values.subarray(0, length),
  };
}
