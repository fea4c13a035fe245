import { AiError } from '@org/ai-core';
import { population } from './kernel/population.ts';
import { scanModes, type ScanMode } from './kernel/kernel.ts';

/** The readable rows of one shard, as its kernel looks at them. */
export interface ReadableShard {
  readonly mode: ScanMode;
  /** Rows of the shard, or length of the list. */
  readonly end: number;
  readonly count: number;
  /** The bitmap or list, in shared memory; undefined when all rows are readable. */
  readonly words: Uint32Array | undefined;
}

/** Which rows a search may look at: made once per access set, used by many searches. */
export interface ReadableRows {
  /** Readable rows. */
  readonly count: number;
  /** Whether every row of the index was readable. */
  readonly isAll: boolean;
  readonly shards: readonly ReadableShard[];
}

/** A list is as long as a bitmap at one row in 32, and its scan does not depend on the rows between. */
const listShare = 32;

/**
 * Prepares the readable rows from one byte per row, 0 when it is hidden. Rows beyond the mask are hidden: what was added after the mask was made is read by nobody until a new one is made.
 *
 * @throws AiError `invalid-input` when the mask is longer than the index
 */
export function readableRows(mask: Uint8Array, rows: number, rowsPerShard: number): ReadableRows {
  if (mask.length > rows)
    throw new AiError(
      'invalid-input',
      `readable: the mask has ${mask.length} entries for ${rows} rows; make it from this index`,
    );
  const shards: ReadableShard[] = [];
  for (let base = 0; base < rows; base += rowsPerShard) {
    const size = Math.min(rowsPerShard, rows - base);
    shards.push(readableShard(mask.subarray(base, base + size), size));
  }
  const count = shards.reduce((sum, shard) => sum + shard.count, 0);
  return { count, isAll: count === rows, shards };
}

/** All rows of the index as it is now. */
export function allRows(rows: number, rowsPerShard: number): ReadableRows {
  const shards: ReadableShard[] = [];
  for (let base = 0; base < rows; base += rowsPerShard) {
    const size = Math.min(rowsPerShard, rows - base);
    shards.push({ mode: scanModes.all, end: size, count: size, words: undefined });
  }
  return { count: rows, isAll: true, shards };
}

function readableShard(mask: Uint8Array, size: number): ReadableShard {
  let count = 0;
  for (const one of mask) if (one !== 0) count++;
  if (count === size) return { mode: scanModes.all, end: size, count, words: undefined };
  if (count * listShare <= size) {
    const list = new Uint32Array(new SharedArrayBuffer(count * 4));
    let next = 0;
    for (let row = 0; row < mask.length; row++) if (mask[row] !== 0) list[next++] = row;
    return { mode: scanModes.list, end: count, count, words: list };
  }
  const words = new Uint32Array(new SharedArrayBuffer(Math.ceil(size / 64) * 8));
  for (let row = 0; row < mask.length; row++)
    if (mask[row] !== 0) words[row >> 5] = (words[row >> 5] ?? 0) | (1 << (row & 31));
  return { mode: scanModes.bits, end: size, count, words };
}

/** A part of the rows of a shard: rows, or positions of its list. */
export interface PartRange {
  readonly shard: number;
  readonly from: number;
  readonly to: number;
}

/** Splits the readable rows into so many parts of like count: where the cuts lie depends on the readable rows alone. */
export function splitRows(readable: ReadableRows, parts: number): readonly (readonly PartRange[])[] {
  const split: PartRange[][] = Array.from({ length: parts }, () => []);
  let before = 0;
  for (const [shard, rows] of readable.shards.entries()) {
    let from = 0;
    for (let part = 0; part < parts; part++) {
      const wanted = Math.min(rows.count, Math.max(0, Math.ceil(((part + 1) * readable.count) / parts) - before));
      const to = part === parts - 1 ? rows.end : positionOf(rows, wanted);
      if (to > from) split[part]?.push({ shard, from, to });
      from = Math.max(from, to);
    }
    before += rows.count;
  }
  return split;
}

/** The first position that has so many readable rows before it. */
function positionOf(shard: ReadableShard, count: number): number {
  if (shard.mode !== scanModes.bits || shard.words === undefined) return count;
  let left = count;
  let position = 0;
  for (const word of shard.words) {
    if (left <= 0) break;
    const inWord = population(word);
    if (inWord > left) {
      for (let bit = 0; left > 0; bit++, position++) if ((word & (1 << bit)) !== 0) left--;
      return position;
    }
    left -= inWord;
    position += 32;
  }
  return Math.min(position, shard.end);
}
