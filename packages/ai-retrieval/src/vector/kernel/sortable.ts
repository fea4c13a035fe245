const word = new DataView(new ArrayBuffer(4));

/** A float32 as a u32 in the same order. */
export function sortable(score: number): number {
  word.setFloat32(0, score);
  const bits = word.getInt32(0);
  return (bits ^ ((bits >> 31) | 0x80000000)) >>> 0;
}

/** The float32 of {@link sortable}. */
export function scoreOf(key: number): number {
  word.setInt32(0, key & 0x80000000 ? key ^ 0x80000000 : ~key);
  return word.getFloat32(0);
}
