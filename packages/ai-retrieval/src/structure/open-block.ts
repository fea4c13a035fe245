import { blockOf, type Block, type BlockKind } from './block.ts';
import type { Line } from './lines.ts';

/** The block that a line scanner has begun and that the next lines may still belong to; at most one at a time. */
export interface OpenBlock {
  /** Of the open block; undefined when none is open. */
  readonly kind: BlockKind | undefined;
  /** Ends the open block, if there is one, and brings it. */
  close(): Generator<Block>;
  /** Begins a block with a line; what was open has been closed. */
  begin(kind: BlockKind, line: Line): void;
  /** Adds a line to the open block, or begins one of this kind with it. */
  add(kind: BlockKind, line: Line): void;
  /** Takes the open block's span away, for a scanner that learns only now what it was. */
  take(): { readonly start: number; readonly end: number } | undefined;
}

/** Makes the bookkeeping of one scan over a text. */
export function createOpenBlock(text: string): OpenBlock {
  let open: { readonly kind: BlockKind; readonly start: number; end: number } | undefined;
  const take = (): typeof open => {
    const taken = open;
    open = undefined;
    return taken;
  };
  const begin = (kind: BlockKind, line: Line): void => {
    open = { kind, start: line.start, end: line.end };
  };
  return {
    get kind() {
      return open?.kind;
    },
    *close() {
      const taken = take();
      const block = taken && blockOf(text, taken.kind, taken.start, taken.end);
      if (block !== undefined) yield block;
    },
    begin,
    add(kind, line) {
      if (open === undefined) begin(kind, line);
      else open.end = line.end;
    },
    take,
  };
}
