/** How the token vectors of a row become one. */
export type RowPooling = 'mean' | 'cls' | 'last';

/**
 * Pools token vectors (`rows x longest x width`, row-major) into `target` (`rows x width`), each row over its own tokens only.
 */
export function poolRows(
  tokens: Float32Array,
  lengths: Uint32Array,
  longest: number,
  width: number,
  pooling: RowPooling,
  target: Float32Array,
): void {
  for (const [row, length] of lengths.entries()) {
    const base = row * longest * width;
    const out = row * width;
    if (pooling !== 'mean') {
      const place = pooling === 'cls' ? 0 : length - 1;
      target.set(tokens.subarray(base + place * width, base + (place + 1) * width), out);
      continue;
    }
    for (let place = 0; place < length; place += 1) {
      const from = base + place * width;
      for (let column = 0; column < width; column += 1) {
        target[out + column] = (target[out + column] ?? 0) + (tokens[from + column] ?? 0);
      }
    }
    for (let column = 0; column < width; column += 1) target[out + column] = (target[out + column] ?? 0) / length;
  }
}

/** Scales each row to length 1; returns 1 for each row that has no direction: not finite, or zero. */
export function normaliseRows(rows: Float32Array, width: number): Uint8Array<ArrayBuffer> {
  const invalid = new Uint8Array(rows.length / width);
  for (let row = 0; row < invalid.length; row += 1) {
    let squares = 0;
    for (let at = row * width; at < (row + 1) * width; at += 1) squares += (rows[at] ?? 0) ** 2;
    const length = Math.sqrt(squares);
    if (!(length > 0 && length < Infinity)) {
      invalid[row] = 1;
      continue;
    }
    for (let at = row * width; at < (row + 1) * width; at += 1) rows[at] = (rows[at] ?? 0) / length;
  }
  return invalid;
}
