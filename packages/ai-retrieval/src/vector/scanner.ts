import { scoreOf } from './kernel/sortable.ts';
import type { Kernel, ScanMode } from './kernel/kernel.ts';
import { rowsPerBlock, type Slot } from './layout.ts';
import type { ReadableShard } from './readable-rows.ts';
import { openKernel, type ShardMemory } from './shard.ts';

/** Rows with their scores, best first; of equal scores the lower row first. */
export interface Ranked {
  readonly rows: number[];
  readonly scores: number[];
}

/** One thread's scans over one shard. */
export interface Scanner {
  readonly kernel: Kernel;
  readonly slot: Slot;
  /** Row of the index that is row 0 of the shard. */
  readonly base: number;
  /** Puts the readable rows where the kernel sees them; nothing to do when they are there already. */
  readonly load: (readable: ReadableShard) => { readonly mode: ScanMode; readonly maskAt: number };
  /** Puts rows of the shard, ascending, where {@link Slot.list} is. */
  readonly writeList: (rows: readonly number[]) => void;
  /** Encodes a query. Returns -1, 0 when it is not finite, 1 when its length is zero. */
  readonly writeQuery: (query: Float32Array) => number;
  readonly queryScale: () => number;
  /** Sum of the query's magnitudes, in steps of a seventh of the largest. */
  readonly queryWeight: () => number;
  readonly scaleOf: (row: number) => number;
  /** Ends a scan for the best rows; rows are those of the index. */
  readonly best: () => Ranked;
  readonly clearHistogram: () => void;
  /** Adds the counts by distance to `sums`. */
  readonly addHistogram: (sums: Float64Array) => void;
}

/** Opens the scans of thread `thread` over a shard. */
export function createScanner(shard: ShardMemory, thread: number, base: number): Scanner {
  const { kernel, target } = openKernel(shard, thread);
  const { memory, layout, map, slot } = target;
  // The working space lies below the blocks: these views stay good when the memory grows.
  const { buffer } = memory;
  const mask = new Uint32Array(buffer, slot.mask, (slot.list - slot.mask) / 4);
  const list = new Uint32Array(buffer, slot.list, (slot.distances - slot.list) / 4);
  const query = new Float32Array(buffer, slot.queryFloats, layout.dimensions);
  const scale = new Float32Array(buffer, slot.queryScale, 1);
  const weight = new Uint32Array(buffer, slot.queryScale + 4, 1);
  const heap = new Uint32Array(buffer, slot.heap, (slot.histogram - slot.heap) / 4);
  const histogram = new Uint32Array(buffer, slot.histogram, (layout.bitStride * 8 + 1) * 2);
  let loaded: Uint32Array | undefined;
  let all = new DataView(buffer);

  return {
    kernel,
    slot,
    base,
    load: ({ mode, words }) => {
      if (words !== undefined && words !== loaded) {
        mask.set(words);
        loaded = words;
      }
      return { mode, maskAt: slot.mask };
    },
    writeList: (rows) => {
      for (let index = 0; index < rows.length; index++) list[index] = (rows[index] ?? 0) - base;
    },
    writeQuery: (vector) => {
      query.set(vector);
      return kernel.encodeQuery();
    },
    queryScale: () => scale[0] ?? 0,
    queryWeight: () => weight[0] ?? 0,
    scaleOf: (row) => {
      if (all.buffer !== memory.buffer) all = new DataView(memory.buffer);
      const local = row - base;
      const at =
        map.blocks +
        Math.floor(local / rowsPerBlock) * layout.blockBytes +
        layout.scalesOffset +
        (local % rowsPerBlock) * 4;
      return all.getFloat32(at, true);
    },
    best: () => {
      const size = kernel.finishBest();
      const rows: number[] = [];
      const scores: number[] = [];
      for (let index = 0; index < size; index++) {
        rows.push(base + (~(heap[index * 2] ?? 0) >>> 0));
        scores.push(scoreOf(heap[index * 2 + 1] ?? 0));
      }
      return { rows, scores };
    },
    clearHistogram: () => void histogram.fill(0),
    addHistogram: (sums) => {
      for (let index = 0; index < sums.length; index++)
        sums[index] = (sums[index] ?? 0) + (histogram[index * 2] ?? 0) + (histogram[index * 2 + 1] ?? 0);
    },
  };
}

/** The first `count` of several rankings. */
export function mergeRanked(parts: readonly Ranked[], count: number): Ranked {
  const [first, ...others] = parts.filter((part) => part.rows.length > 0);
  if (first === undefined) return { rows: [], scores: [] };
  if (others.length === 0 && first.rows.length <= count) return first;
  const pairs = [first, ...others].flatMap(({ rows, scores }) =>
    rows.map((row, index) => ({ row, score: scores[index] ?? 0 })),
  );
  pairs.sort((a, b) => b.score - a.score || a.row - b.row);
  pairs.length = Math.min(count, pairs.length);
  return { rows: pairs.map(({ row }) => row), scores: pairs.map(({ score }) => score) };
}
