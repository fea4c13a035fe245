/** Which pairs of symbols merge, by rank, and into what. */
export interface MergeTable {
  readonly merges: Map<number, number>;
  readonly results: Int32Array;
}

/** Symbols after merging, and where each ends, counted in the symbols that there were before. */
export interface MergedSymbols {
  readonly ids: readonly number[];
  readonly ends: readonly number[];
}

/** One number for a pair of symbols; ids stay far below 2^26. */
export function pairKey(left: number, right: number): number {
  return left * 0x400_0000 + right;
}

/** Up to this many symbols, looking at every pair for each merge is faster than keeping a heap. */
const fewSymbols = 48;

/** Merges the pair of the lowest rank, the leftmost of equals, until none is left. O(n log n). */
export function mergeSymbols(symbols: readonly number[], table: MergeTable): MergedSymbols {
  return symbols.length <= fewSymbols ? mergeFew(symbols, table) : mergeMany(symbols, table);
}

function mergeFew(symbols: readonly number[], { merges, results }: MergeTable): MergedSymbols {
  const ids = [...symbols];
  const ends = symbols.map((_, index) => index + 1);
  const ranks = ids.map((id, index) => rankOf(merges, id, ids[index + 1]));
  for (;;) {
    let best = -1;
    let lowest = Infinity;
    for (const [index, rank] of ranks.entries()) {
      if (rank >= lowest) continue;
      lowest = rank;
      best = index;
    }
    if (best < 0) return { ids, ends };
    ids[best] = results[lowest] ?? 0;
    ends[best] = ends[best + 1] ?? 0;
    ids.splice(best + 1, 1);
    ends.splice(best + 1, 1);
    ranks.splice(best + 1, 1);
    ranks[best] = rankOf(merges, ids[best] ?? 0, ids[best + 1]);
    if (best > 0) ranks[best - 1] = rankOf(merges, ids[best - 1] ?? 0, ids[best]);
  }
}

function rankOf(merges: ReadonlyMap<number, number>, left: number, right: number | undefined): number {
  return right === undefined ? Infinity : (merges.get(pairKey(left, right)) ?? Infinity);
}

/** A list linked both ways, and a heap of the pairs that may merge; a pair that has changed since is passed over. */
function mergeMany(symbols: readonly number[], { merges, results }: MergeTable): MergedSymbols {
  const count = symbols.length;
  const ids = Int32Array.from(symbols);
  const next = Int32Array.from(symbols, (_, index) => index + 1);
  const previous = Int32Array.from(symbols, (_, index) => index - 1);
  const isGone = new Uint8Array(count);
  // Rank and place in one number: of equal ranks the leftmost comes first.
  const heap: number[] = [];
  const push = (left: number): void => {
    const right = next[left] ?? count;
    if (left < 0 || right >= count) return;
    const rank = merges.get(pairKey(ids[left] ?? 0, ids[right] ?? 0));
    if (rank !== undefined) insert(heap, rank * 0x1000_0000 + left);
  };
  for (let index = 0; index + 1 < count; index += 1) push(index);
  for (let top = remove(heap); top !== undefined; top = remove(heap)) {
    const rank = Math.floor(top / 0x1000_0000);
    const left = top % 0x1000_0000;
    const right = next[left] ?? count;
    if (isGone[left] === 1 || right >= count) continue;
    if (merges.get(pairKey(ids[left] ?? 0, ids[right] ?? 0)) !== rank) continue;
    ids[left] = results[rank] ?? 0;
    isGone[right] = 1;
    const after = next[right] ?? count;
    next[left] = after;
    if (after < count) previous[after] = left;
    push(previous[left] ?? -1);
    push(left);
  }
  const merged: number[] = [];
  const ends: number[] = [];
  for (let index = 0; index < count; index = next[index] ?? count) {
    merged.push(ids[index] ?? 0);
    ends.push(next[index] ?? count);
  }
  return { ids: merged, ends };
}

function insert(heap: number[], value: number): void {
  let at = heap.push(value) - 1;
  while (at > 0) {
    const parent = (at - 1) >> 1;
    const above = heap[parent] ?? 0;
    if (above <= value) break;
    heap[at] = above;
    at = parent;
  }
  heap[at] = value;
}

function remove(heap: number[]): number | undefined {
  const top = heap[0];
  const last = heap.pop();
  if (top === undefined || last === undefined || heap.length === 0) return top;
  let at = 0;
  for (;;) {
    let child = at * 2 + 1;
    if (child >= heap.length) break;
    if (child + 1 < heap.length && (heap[child + 1] ?? 0) < (heap[child] ?? 0)) child += 1;
    const below = heap[child] ?? 0;
    if (below >= last) break;
    heap[at] = below;
    at = child;
  }
  heap[at] = last;
  return top;
}
