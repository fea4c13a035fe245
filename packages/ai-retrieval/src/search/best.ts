/** Orders candidates: best first. */
export type Comparator = (a: number, b: number) => number;

/** The first `count` of the items in the comparator's order: a heap of the best so far, so that a long list is not sorted whole. */
export function best(items: readonly number[], count: number, compare: Comparator): number[] {
  const heap: number[] = [];
  const worse = (a: number, b: number): boolean => compare(heap[a] ?? 0, heap[b] ?? 0) > 0;
  const swap = (a: number, b: number): void => {
    [heap[a], heap[b]] = [heap[b] ?? 0, heap[a] ?? 0];
  };
  const sink = (): void => {
    for (let at = 0; ;) {
      let next = 2 * at + 1;
      if (next >= heap.length) return;
      if (next + 1 < heap.length && worse(next + 1, next)) next++;
      if (!worse(next, at)) return;
      swap(at, next);
      at = next;
    }
  };
  for (const item of items) {
    if (heap.length < count) {
      heap.push(item);
      for (let at = heap.length - 1; at > 0;) {
        const parent = (at - 1) >> 1;
        if (!worse(at, parent)) break;
        swap(at, parent);
        at = parent;
      }
    } else if (count > 0 && compare(item, heap[0] ?? 0) < 0) {
      heap[0] = item;
      sink();
    }
  }
  return heap.sort(compare);
}
