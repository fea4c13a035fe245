import { blockOf, type Block } from '../block.ts';
import type { Line } from '../lines.ts';

/** Collects the lines of a program into blocks, symbol by symbol. */
export interface CodeBlocks {
  /** How many symbols are open. */
  readonly depth: number;
  /** A line of the symbol that is open, or of none. */
  add(line: Line): void;
  /** A symbol that begins with this line, or above it with the comment that describes it. */
  begin(title: string, lead: number, line: Line): void;
  /** The innermost symbol has ended with the last line. */
  end(): void;
  /** The blocks that are complete; `finish` for the rest of them. */
  take(): readonly Block[];
  finish(): readonly Block[];
}

/** Makes the bookkeeping of one scan: what a symbol begins with is a heading with its name, the rest is code; a level says which symbols above have ended. */
export function createCodeBlocks(text: string): CodeBlocks {
  let blocks: Block[] = [];
  let depth = 0;
  let start: number | undefined;
  let end = 0;
  const flush = (to: number): void => {
    const block = start === undefined ? undefined : blockOf(text, 'code', start, to);
    if (block !== undefined) blocks.push({ ...block, level: depth + 1 });
    start = undefined;
  };
  const take = (): readonly Block[] => {
    const taken = blocks;
    blocks = [];
    return taken;
  };
  return {
    get depth() {
      return depth;
    },
    add(line) {
      start ??= line.start;
      end = line.end;
    },
    begin(title, lead, line) {
      flush(Math.min(lead, end));
      const block = blockOf(text, 'heading', lead, line.end);
      depth++;
      if (block !== undefined) blocks.push({ ...block, level: depth, title });
      start = line.next;
      end = line.next;
    },
    end() {
      flush(end);
      depth = Math.max(0, depth - 1);
    },
    take,
    finish() {
      flush(end);
      return take();
    },
  };
}
