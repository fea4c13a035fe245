/** A view of one item of a list. */
export interface ItemView<T> {
  readonly node: Element;
  update(item: T): void;
}

/** Keeps one view for each item: a view that stays is updated and not made anew. */
export function createKeyedList<T>(
  parent: Element,
  keyOf: (item: T) => number | string,
  create: (item: T) => ItemView<T>,
): (items: readonly T[]) => void {
  const views = new Map<number | string, ItemView<T>>();
  return (items) => {
    const keys = new Set(items.map(keyOf));
    for (const [key, view] of views) {
      if (keys.has(key)) continue;
      view.node.remove();
      views.delete(key);
    }
    for (const [position, item] of items.entries()) {
      const key = keyOf(item);
      const view = views.get(key) ?? create(item);
      views.set(key, view);
      view.update(item);
      // A node that is moved loses its focus and its scroll position.
      if (parent.children[position] !== view.node) parent.insertBefore(view.node, parent.children[position] ?? null);
    }
  };
}
