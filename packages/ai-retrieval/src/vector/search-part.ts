import { candidateLimit } from './layout.ts';
import { scanModes } from './kernel/kernel.ts';
import type { PartRange, ReadableRows } from './readable-rows.ts';
import { mergeRanked, type Ranked, type Scanner } from './scanner.ts';

/** How rows are found: by all floats, by byte codes, or by signs; the last two score what they find by floats. */
export type ScanStrategy = 'exact' | 'bytes' | 'bits';

/** A scan over a part of the readable rows. The query was written to the scanners before. */
export interface PartSearch {
  readonly strategy: ScanStrategy;
  readonly k: number;
  /** Standard deviations of the sign codes that the threshold leaves room for. */
  readonly deviations: number;
  readonly dimensions: number;
  readonly readable: ReadableRows;
  readonly ranges: readonly PartRange[];
  /** Asked between runs of rows; the scan throws what this throws. */
  readonly checkpoint: () => void;
}

/** What a scan found, and how many rows it scored by floats. */
export interface PartResult extends Ranked {
  readonly rescored: number;
  /** The strategy that found it: signs that tell too little give way to bytes, bytes to floats. */
  readonly strategy: ScanStrategy;
}

/** Rows between two checkpoints: below 0.5 ms of float scan at 384 dimensions. */
const rowsPerRun = 4_096;

/** Signs pick too many rows to be of use when more than this share of them has to be scored. */
const mostPicked = 0.25;

/**
 * The error of a byte score is the sum of many small independent ones, after the rotation: a normal value. Six standard deviations are
 * left: one in a billion.
 */
const byteDeviations = 6;

/** The best `k` rows of a part. The result depends on the readable rows of the part, their order and the query, on nothing else. */
export function searchPart(scanners: readonly Scanner[], search: PartSearch): PartResult {
  if (search.strategy === 'bits') return byBits(scanners, search);
  if (search.strategy === 'bytes') return byBytes(scanners, search);
  return byFloats(scanners, search);
}

type ScanName = 'scanFloats' | 'scanBytes' | 'scanBits';

/** Runs a scan over all ranges; `begin` and `end` are called for each shard before and after. */
function overRanges(
  scanners: readonly Scanner[],
  { readable, ranges, checkpoint }: PartSearch,
  name: ScanName,
  begin: (scanner: Scanner) => void,
  end: (scanner: Scanner) => void,
): void {
  for (const { shard, from, to } of ranges) {
    const scanner = scanners[shard];
    const rows = readable.shards[shard];
    if (scanner === undefined || rows === undefined) continue;
    const { mode, maskAt } = scanner.load(rows);
    begin(scanner);
    for (let start = from; start < to; start += rowsPerRun) {
      checkpoint();
      scanner.kernel[name](mode, maskAt, start, Math.min(to, start + rowsPerRun));
    }
    end(scanner);
  }
}

function bestOf(
  scanners: readonly Scanner[],
  search: PartSearch,
  name: 'scanFloats' | 'scanBytes',
  limit: number,
): Ranked {
  const found: Ranked[] = [];
  overRanges(
    scanners,
    search,
    name,
    ({ kernel }) => kernel.startBest(limit),
    (scanner) => found.push(scanner.best()),
  );
  return mergeRanked(found, limit);
}

/** The best of some rows of the index, ascending, by floats or bytes. */
function bestOfList(
  scanners: readonly Scanner[],
  rows: readonly number[],
  name: 'scanFloats' | 'scanBytes',
  limit: number,
): Ranked {
  const found: Ranked[] = [];
  for (const [shard, scanner] of scanners.entries()) {
    const end = scanners[shard + 1]?.base ?? Infinity;
    const own = scanners.length === 1 ? rows : rows.filter((row) => row >= scanner.base && row < end);
    if (own.length === 0) continue;
    scanner.writeList(own);
    scanner.kernel.startBest(limit);
    scanner.kernel[name](scanModes.list, scanner.slot.list, 0, own.length);
    found.push(scanner.best());
  }
  return mergeRanked(found, limit);
}

function byFloats(scanners: readonly Scanner[], search: PartSearch): PartResult {
  const rescored = countOf(search);
  return { ...bestOf(scanners, search, 'scanFloats', search.k), rescored, strategy: 'exact' };
}

function countOf({ readable, ranges }: PartSearch): number {
  let count = 0;
  for (const { shard, from, to } of ranges) {
    const rows = readable.shards[shard];
    if (rows === undefined) continue;
    count += rows.mode === scanModes.bits ? countBits(rows.words, from, to, rows.count, rows.end) : to - from;
  }
  return count;
}

function countBits(words: Uint32Array | undefined, from: number, to: number, all: number, end: number): number {
  if (from === 0 && to === end) return all;
  let count = 0;
  for (let row = from; row < to; row++) count += ((words?.[row >> 5] ?? 0) >>> (row & 31)) & 1;
  return count;
}

/** Takes more candidates until no row that was left out can belong to the best `k`. */
function byBytes(scanners: readonly Scanner[], search: PartSearch): PartResult {
  const { k } = search;
  let wanted = k * 2 + 30;
  for (; wanted <= candidateLimit; wanted *= 4) {
    const candidates = bestOf(scanners, search, 'scanBytes', wanted);
    const { rows, scores } = candidates;
    const best = bestOfList(scanners, [...rows].sort(ascending), 'scanFloats', k);
    const isAll = rows.length < wanted;
    if (isAll || !mayMiss(scanners, rows, scores, best.scores[k - 1] ?? -Infinity))
      return { ...best, rescored: rows.length, strategy: 'bytes' };
  }
  return byFloats(scanners, search);
}

function ascending(a: number, b: number): number {
  return a - b;
}

/** Whether a row below the last candidate could have a float score above the k-th. */
function mayMiss(
  scanners: readonly Scanner[],
  rows: readonly number[],
  scores: readonly number[],
  kth: number,
): boolean {
  const queryScale = scanners[0]?.queryScale() ?? 0;
  let rowScale = 0;
  let shard = 0;
  for (const row of rows) {
    while (shard > 0 && row < (scanners[shard]?.base ?? 0)) shard--;
    while (row >= (scanners[shard + 1]?.base ?? Infinity)) shard++;
    rowScale = Math.max(rowScale, scanners[shard]?.scaleOf(row) ?? 0);
  }
  // A value rounded to steps of a scale is off by scale / sqrt(12) in the root mean square; the other vector has length one.
  const error = byteDeviations * Math.hypot(queryScale, rowScale) * Math.sqrt(1 / 12);
  return (scores.at(-1) ?? 0) * queryScale + error > kth;
}

/**
 * Signs of a rotated vector differ from those of the query in a share angle / pi, give or take what a coin would. So the nearest by signs are scored first;
 * their k-th score says how far signs of a row with a better one may differ, and every row within that is scored.
 */
function byBits(scanners: readonly Scanner[], search: PartSearch): PartResult {
  const { k, dimensions, deviations } = search;
  const counts = new Float64Array(Math.ceil(dimensions / 64) * 64 + 1);
  overRanges(
    scanners,
    search,
    'scanBits',
    (scanner) => scanner.clearHistogram(),
    (scanner) => {
      for (const [distance, count] of scanner.histogram().entries()) counts[distance] = (counts[distance] ?? 0) + count;
    },
  );
  let near = 0;
  let nearest = counts[0] ?? 0;
  while (nearest < 4 * k + 24 && near < dimensions) nearest += counts[++near] ?? 0;
  if (nearest > candidateLimit) return byBytes(scanners, search);
  const first = bestOfList(scanners, collectRows(scanners, search, -1, near), 'scanFloats', k);
  const kth = first.scores[k - 1];
  if (kth === undefined) return { ...first, rescored: nearest, strategy: 'bits' };

  const share = Math.acos(Math.min(1, Math.max(-1, kth))) / Math.PI;
  const far = Math.min(
    dimensions,
    Math.floor(dimensions * share + deviations * Math.sqrt(dimensions * share * (1 - share))),
  );
  let picked = 0;
  let total = nearest;
  for (let distance = near + 1; distance <= dimensions; distance++) {
    const count = counts[distance] ?? 0;
    total += count;
    if (distance <= far) picked += count;
  }
  if (picked === 0) return { ...first, rescored: nearest, strategy: 'bits' };
  if (picked > candidateLimit || picked > total * mostPicked) return byBytes(scanners, search);
  const rows = collectRows(scanners, search, near, far);
  const wanted = k * 2 + 30;
  const likely = rows.length > wanted ? bestOfList(scanners, rows, 'scanBytes', wanted).rows.sort(ascending) : rows;
  const second = bestOfList(scanners, likely, 'scanFloats', k);
  return { ...mergeRanked([first, second], k), rescored: nearest + likely.length, strategy: 'bits' };
}

function collectRows(
  scanners: readonly Scanner[],
  { readable, ranges }: PartSearch,
  above: number,
  atMost: number,
): number[] {
  const rows: number[] = [];
  for (const { shard, from, to } of ranges) {
    const scanner = scanners[shard];
    const own = readable.shards[shard];
    if (scanner === undefined || own === undefined) continue;
    const { mode, maskAt } = scanner.load(own);
    const found = scanner.kernel.collect(mode, maskAt, from, to, above, atMost, scanner.slot.list);
    for (const row of scanner.list(found)) rows.push(row + scanner.base);
  }
  return rows;
}
