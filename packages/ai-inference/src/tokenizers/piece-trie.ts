/** Pieces of a vocabulary, by their UTF-16 units; node 0 is the root. */
export interface PieceTrie {
  add(piece: string, id: number): void;
  /** The node behind a unit, or -1. */
  child(node: number, unit: number): number;
  /** The piece that ends at a node, or -1. */
  idOf(node: number): number;
}

/** Makes an empty trie. */
export function createPieceTrie(): PieceTrie {
  const children = new Map<number, number>();
  const ids: number[] = [-1];
  return {
    add(piece, id) {
      let node = 0;
      for (let at = 0; at < piece.length; at += 1) {
        const step = node * 0x1_0000 + piece.charCodeAt(at);
        let child = children.get(step);
        if (child === undefined) {
          child = ids.push(-1) - 1;
          children.set(step, child);
        }
        node = child;
      }
      ids[node] = id;
    },
    child: (node, unit) => children.get(node * 0x1_0000 + unit) ?? -1,
    idOf: (node) => ids[node] ?? -1,
  };
}
