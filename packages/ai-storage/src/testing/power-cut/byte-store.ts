/** Bytes that grow: capacity doubles, so that many small writes stay linear. */
export interface ByteStore {
  readonly length: number;
  /** Writes at a position; a gap before it reads as zeros. */
  write(position: number, bytes: Uint8Array): void;
  truncate(length: number): void;
  /** A copy of a range, shorter at the end. */
  read(position: number, length: number): Uint8Array;
}

export function byteStore(initial: Uint8Array = new Uint8Array(0)): ByteStore {
  let buffer = initial.slice();
  let length = initial.length;
  const reserve = (needed: number): void => {
    if (needed <= buffer.length) return;
    const larger = new Uint8Array(Math.max(needed, buffer.length * 2, 64));
    larger.set(buffer.subarray(0, length));
    buffer = larger;
  };
  return {
    get length() {
      return length;
    },
    write(position, bytes) {
      reserve(position + bytes.length);
      buffer.set(bytes, position);
      length = Math.max(length, position + bytes.length);
    },
    truncate(to) {
      reserve(to);
      if (to < length) buffer.fill(0, to, length);
      length = to;
    },
    read: (position, wanted) => buffer.slice(position, Math.max(position, Math.min(length, position + wanted))),
  };
}
