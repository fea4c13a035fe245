/** Rows of a block: the four columns of so many rows lie next to each other in memory. */
export const rowsPerBlock = 1024;

/** Turns of the seeded rotation that the codes are made after. */
export const rotationRounds = 2;

/** Most candidates that a scan keeps or rescores at once. */
export const candidateLimit = 16_384;

/** Where the codes of a row lie: sizes and offsets in bytes. */
export interface Layout {
  readonly dimensions: number;
  /** Unit-length float32 values, padded to 16. */
  readonly floatStride: number;
  /** Signed bytes of the rotated vector, padded to 16. */
  readonly byteStride: number;
  /** Signs of the rotated vector, padded to 64 bits. */
  readonly bitStride: number;
  readonly bytesOffset: number;
  readonly bitsOffset: number;
  readonly scalesOffset: number;
  readonly blockBytes: number;
}

/** The layout of vectors of so many dimensions: block by block floats, bytes, bits, and one float32 scale per row. */
export function layoutOf(dimensions: number): Layout {
  const floatStride = Math.ceil(dimensions / 16) * 64;
  const byteStride = Math.ceil(dimensions / 16) * 16;
  const bitStride = Math.ceil(dimensions / 64) * 8;
  const bytesOffset = rowsPerBlock * floatStride;
  const bitsOffset = bytesOffset + rowsPerBlock * byteStride;
  const scalesOffset = bitsOffset + rowsPerBlock * bitStride;
  const blockBytes = scalesOffset + rowsPerBlock * 4;
  return { dimensions, floatStride, byteStride, bitStride, bytesOffset, bitsOffset, scalesOffset, blockBytes };
}

/** Addresses of one thread's working space within the memory of a shard. */
export interface Slot {
  readonly queryFloats: number;
  readonly queryBytes: number;
  readonly queryWide: number;
  readonly queryBits: number;
  /** The query's scale (float32), then the sum of its magnitudes (u32). */
  readonly queryScale: number;
  /** Three bit planes of the query's magnitudes, word by word. */
  readonly queryPlanes: number;
  readonly work: number;
  readonly heap: number;
  /** Counts by distance: two u32 each, of rows at even and at odd positions. */
  readonly histogram: number;
  readonly mask: number;
  readonly list: number;
  readonly distances: number;
}

/** What lies where in the memory of a shard: signs of the rotation, a working space per thread, then the blocks. */
export interface ShardMap {
  readonly signs: number;
  readonly slots: readonly Slot[];
  readonly blocks: number;
}

/** The map of a shard that holds up to `rowsPerShard` rows and is scanned by up to `threads` threads at a time. */
export function shardMapOf(layout: Layout, rowsPerShard: number, threads: number): ShardMap {
  let next = 1024;
  const take = (bytes: number): number => {
    const at = next;
    next += Math.ceil(bytes / 64) * 64;
    return at;
  };
  const signs = take(rotationRounds * layout.dimensions * 4);
  const slots = Array.from({ length: threads }, () => ({
    queryFloats: take(layout.floatStride),
    queryBytes: take(layout.byteStride),
    queryWide: take(layout.byteStride * 2),
    // The kernel reads six words of it at least.
    queryBits: take(Math.max(layout.bitStride, 48)),
    queryScale: take(8),
    queryPlanes: take(layout.bitStride * 3),
    work: take(layout.floatStride),
    heap: take(candidateLimit * 8),
    histogram: take((layout.bitStride * 8 + 1) * 8),
    mask: take(rowsPerShard / 8),
    list: take(candidateLimit * 4),
    distances: take(rowsPerShard * 2),
  }));
  return { signs, slots, blocks: take(0) };
}
