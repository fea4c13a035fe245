import type { Layout, ShardMap, Slot } from '../layout.ts';

/** Which rows a scan looks at: all of a range, those whose bit is set, or those of a list. */
export const scanModes = { all: 0, bits: 1, list: 2 } as const;

/** One of {@link scanModes}. */
export type ScanMode = (typeof scanModes)[keyof typeof scanModes];

/**
 * Scans over the memory of one shard, with the working space of one thread. WebAssembly and JavaScript do the same to the bit.
 * `maskAt` is the address of a bitmap (64-bit words, lowest row in the lowest bit) or of a list of u32 in ascending order;
 * `from` and `to` are rows, or positions of the list.
 */
export interface Kernel {
  /** Normalises and encodes rows whose floats were written. Returns -1, or twice the first bad one, plus 1 when its length is zero. */
  readonly encodeRows: (row: number, count: number) => number;
  /** Normalises and encodes the query that was written into the slot. Returns -1, 0 when it is not finite, 1 when its length is zero. */
  readonly encodeQuery: () => number;
  readonly startBest: (limit: number) => void;
  readonly scanFloats: (mode: ScanMode, maskAt: number, from: number, to: number) => void;
  readonly scanBytes: (mode: ScanMode, maskAt: number, from: number, to: number) => void;
  /** Sorts what was kept, best first, and returns how many: at the slot's heap lie pairs of u32, the row with its bits turned over and {@link sortable} of its score. */
  readonly finishBest: () => number;
  /** Notes Hamming distances and counts them in the slot's histogram. */
  readonly scanBits: (mode: ScanMode, maskAt: number, from: number, to: number) => void;
  /** Writes the rows whose noted distance is in (above, atMost] to `target`; returns how many. */
  readonly collect: (
    mode: ScanMode,
    maskAt: number,
    from: number,
    to: number,
    above: number,
    atMost: number,
    target: number,
  ) => number;
  /** Of the rows that `collect` would write, writes those whose signs differ from the query's at magnitudes of `heaviest` in sum at most; `limit + 1` when there are more than `limit`. */
  readonly weigh: (
    mode: ScanMode,
    maskAt: number,
    from: number,
    to: number,
    above: number,
    atMost: number,
    heaviest: number,
    target: number,
    limit: number,
  ) => number;
  /** Sum of the 32-bit words of a region, as a signed 32-bit number: shows what the memory can deliver. */
  readonly sumWords: (at: number, length: number) => number;
}

/** What a kernel works on. */
export interface KernelTarget {
  readonly memory: WebAssembly.Memory;
  readonly layout: Layout;
  readonly map: ShardMap;
  readonly slot: Slot;
}
