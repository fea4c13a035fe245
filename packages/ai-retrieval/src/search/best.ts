/**
 * The first `count` ordinals by score, highest first; equal scores by ordinal.
 * A heap of the best so far in typed arrays, so that a long list is not sorted whole and no comparison is a call.
 */
export function bestOrdinals(scores: Float64Array, ordinals: readonly number[], count: number): Uint32Array {
  const size = Math.min(count, ordinals.length);
  const [heap, keys] = [new Uint32Array(size), new Float64Array(size)];
  if (size === 0) return heap;
  let filled = 0;
  for (const ordinal of ordinals) {
    const score = scores[ordinal] ?? 0;
    if (filled < size) {
      rise(heap, keys, filled++, ordinal, score);
    } else {
      const worst = keys[0] ?? 0;
      if (score > worst || (score === worst && ordinal < (heap[0] ?? 0))) sink(heap, keys, size, ordinal, score);
    }
  }
  // The worst of what is left goes to the end, over and over: best first.
  for (let end = size - 1; end > 0; end--) {
    const [ordinal, score] = [heap[end] ?? 0, keys[end] ?? 0];
    heap[end] = heap[0] ?? 0;
    keys[end] = keys[0] ?? 0;
    sink(heap, keys, end, ordinal, score);
  }
  return heap;
}

/** Puts an item at a place and moves it up while its parent is better. */
function rise(heap: Uint32Array, keys: Float64Array, place: number, ordinal: number, score: number): void {
  let at = place;
  while (at > 0) {
    const parent = (at - 1) >> 1;
    const above = keys[parent] ?? 0;
    if (above < score || (above === score && (heap[parent] ?? 0) > ordinal)) break;
    heap[at] = heap[parent] ?? 0;
    keys[at] = above;
    at = parent;
  }
  heap[at] = ordinal;
  keys[at] = score;
}

/** Puts an item at the top of the first `size` and moves it down while a child is worse. */
function sink(heap: Uint32Array, keys: Float64Array, size: number, ordinal: number, score: number): void {
  let at = 0;
  for (;;) {
    let child = 2 * at + 1;
    if (child >= size) break;
    let below = keys[child] ?? 0;
    const other = child + 1;
    if (other < size) {
      const second = keys[other] ?? 0;
      if (second < below || (second === below && (heap[other] ?? 0) > (heap[child] ?? 0))) {
        child = other;
        below = second;
      }
    }
    if (below > score || (below === score && (heap[child] ?? 0) < ordinal)) break;
    heap[at] = heap[child] ?? 0;
    keys[at] = below;
    at = child;
  }
  heap[at] = ordinal;
  keys[at] = score;
}
