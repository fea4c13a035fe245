import { candidateLimit } from './layout.ts';
import { scanModes, type ScanMode } from './kernel/kernel.ts';
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

/** The best `k` of some rows of the index, by floats. The query was written to the scanners before. */
export function scoreRows(scanners: readonly Scanner[], rows: readonly number[], k: number): Ranked {
  return bestOfList(scanners, [...rows].sort(ascending), 'scanFloats', k);
}

/** The best of some rows of the index, ascending. */
function bestOfList(
  scanners: readonly Scanner[],
  rows: readonly number[],
  name: 'scanFloats' | 'scanBytes',
  limit: number,
): Ranked {
  const counts = scanners.map((scanner, shard) => {
    const end = scanners[shard + 1]?.base ?? Infinity;
    const own = scanners.length === 1 ? rows : rows.filter((row) => row >= scanner.base && row < end);
    scanner.writeList(own);
    return own.length;
  });
  return scoreLists(scanners, counts, name, limit);
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
 * their k-th score says how far signs of a row with a better one may differ. Of the rows within that, those whose signs differ where the query is large drop
 * out (the estimate of RaBitQ: Gao and Long 2024, SIGMOD), and the others are scored.
 */
function byBits(scanners: readonly Scanner[], search: PartSearch): PartResult {
  const { k, dimensions, deviations } = search;
  const counts = new Float64Array(Math.ceil(dimensions / 64) * 64 + 1);
  overRanges(
    scanners,
    search,
    'scanBits',
    (scanner) => scanner.clearHistogram(),
    (scanner) => scanner.addHistogram(counts),
  );
  let near = 0;
  let nearest = counts[0] ?? 0;
  while (nearest < firstPerHit * k + firstMore && near < dimensions) nearest += counts[++near] ?? 0;
  if (nearest > candidateLimit) return byBytes(scanners, search);
  const found = select(scanners, search, ({ kernel, slot }, mode, maskAt, from, to) =>
    kernel.collect(mode, maskAt, from, to, -1, near, slot.list),
  );
  const first = bestByBytes(scanners, found, k, k + firstScored);
  const kth = first.scores[k - 1];
  if (kth === undefined) return { ...first, rescored: nearest, strategy: 'bits' };

  const share = Math.acos(Math.min(1, Math.max(-1, kth))) / Math.PI;
  const far = Math.min(
    dimensions,
    Math.floor(dimensions * share + deviations * Math.sqrt(dimensions * share * (1 - share))),
  );
  let within = 0;
  for (let distance = near + 1; distance <= far; distance++) within += counts[distance] ?? 0;
  if (within === 0) return { ...first, rescored: nearest, strategy: 'bits' };
  const heaviest = heaviestOf(scanners, kth, dimensions, deviations);
  const likely = select(scanners, search, ({ kernel, slot }, mode, maskAt, from, to) =>
    kernel.weigh(mode, maskAt, from, to, near, far, heaviest, slot.list, candidateLimit),
  );
  const picked = likely.reduce((sum, count) => sum + count, 0);
  if (picked > candidateLimit) return byBytes(scanners, search);
  const second = bestByBytes(scanners, likely, k, k * 2 + lastScored);
  return { ...mergeRanked([first, second], k), rescored: nearest + picked, strategy: 'bits' };
}

/** Rows that are scored first, per hit and beyond: enough that their k-th score is near the true one. */
const firstPerHit = 16;
const firstMore = 96;
/** Rows beyond k that are scored by floats as well, of those that bytes put first. */
const firstScored = 10;
const lastScored = 20;

/** The best of the rows in the slots' lists, by floats of those that bytes put first. */
function bestByBytes(scanners: readonly Scanner[], counts: readonly number[], k: number, scored: number): Ranked {
  const all = counts.reduce((sum, count) => sum + count, 0);
  if (all <= scored) return scoreLists(scanners, counts, 'scanFloats', k);
  return bestOfList(scanners, scoreLists(scanners, counts, 'scanBytes', scored).rows.sort(ascending), 'scanFloats', k);
}

/**
 * Most magnitude in differing places that a row with a score above `kth` has. For a rotated query q and the signs b of a unit vector x, q.b / (c sqrt(d)) with c = sqrt(2 / pi) estimates
 * q.x with variance (pi / 2 - 1) / d, to which the steps of the magnitudes add a twelfth of their square.
 */
function heaviestOf(scanners: readonly Scanner[], kth: number, dimensions: number, deviations: number): number {
  const step = ((scanners[0]?.queryScale() ?? 0) * 127) / 7;
  const unit = Math.sqrt((2 / Math.PI) * dimensions);
  const error = Math.hypot(Math.sqrt((Math.PI / 2 - 1) / dimensions), (step * Math.sqrt(dimensions / 12)) / unit);
  const agreeing = ((kth - deviations * error) * unit) / step;
  return Math.max(0, Math.floor(((scanners[0]?.queryWeight() ?? 0) - agreeing) / 2));
}

/** Lets a kernel write rows of each range to its slot's list; returns how many, by shard. */
function select(
  scanners: readonly Scanner[],
  { readable, ranges, checkpoint }: PartSearch,
  write: (scanner: Scanner, mode: ScanMode, maskAt: number, from: number, to: number) => number,
): number[] {
  const counts = scanners.map(() => 0);
  for (const { shard, from, to } of ranges) {
    const scanner = scanners[shard];
    const rows = readable.shards[shard];
    if (scanner === undefined || rows === undefined) continue;
    checkpoint();
    const { mode, maskAt } = scanner.load(rows);
    counts[shard] = write(scanner, mode, maskAt, from, to);
  }
  return counts;
}

/** The best of the rows that lie in the slots' lists. */
function scoreLists(
  scanners: readonly Scanner[],
  counts: readonly number[],
  name: 'scanFloats' | 'scanBytes',
  limit: number,
): Ranked {
  const found: Ranked[] = [];
  for (const [shard, scanner] of scanners.entries()) {
    const count = counts[shard] ?? 0;
    if (count === 0) continue;
    scanner.kernel.startBest(limit);
    scanner.kernel[name](scanModes.list, scanner.slot.list, 0, count);
    found.push(scanner.best());
  }
  return mergeRanked(found, limit);
}
