import { createJsKernel } from './kernel/js-kernel.ts';
import type { Kernel, KernelTarget } from './kernel/kernel.ts';
import { createWasmKernel, kernelModule } from './kernel/wasm-kernel.ts';
import { rowsPerBlock, shardMapOf, type Layout, type ShardMap } from './layout.ts';
import { rotationSigns } from './rotation.ts';
import { allocateColumns, columnsOf, type VectorColumns } from './vector-columns.ts';

const pageBytes = 65_536;

/** The memory of a run of rows, as another thread can be given it. */
export interface ShardMemory {
  readonly memory: WebAssembly.Memory;
  readonly layout: Layout;
  readonly map: ShardMap;
  /** The compiled kernel; undefined where JavaScript scans. */
  readonly module: WebAssembly.Module | undefined;
}

/** Rows in one shared memory, which grows block by block in place up to its capacity. */
export interface Shard extends ShardMemory {
  readonly capacity: number;
  /** Writes float vectors after the rows so far. Returns -1, or twice the first bad one, plus 1 when its length is zero: then none is kept. */
  readonly addVectors: (row: number, vectors: Float32Array) => number;
  readonly addColumns: (row: number, columns: VectorColumns, from: number, count: number) => void;
  readonly readColumns: (from: number, to: number, target: VectorColumns, start: number) => void;
}

/** What a shard is made with. */
export interface ShardOptions {
  readonly layout: Layout;
  readonly capacity: number;
  readonly threads: number;
  readonly kernel: 'auto' | 'javascript';
}

/** The kernel of one thread over a shard. */
export function openKernel(
  shard: ShardMemory,
  thread: number,
): { readonly kernel: Kernel; readonly target: KernelTarget } {
  const slot = shard.map.slots[thread];
  if (slot === undefined) throw new RangeError(`the shard has no working space for thread ${thread}`);
  const target: KernelTarget = { memory: shard.memory, layout: shard.layout, map: shard.map, slot };
  const kernel = shard.module === undefined ? createJsKernel(target) : createWasmKernel(shard.module, target);
  return { kernel, target };
}

/** An empty shard. */
export function createShard({ layout, capacity, threads, kernel: wanted }: ShardOptions): Shard {
  const map = shardMapOf(layout, capacity, threads);
  const pagesFor = (blocks: number): number => Math.ceil((map.blocks + blocks * layout.blockBytes) / pageBytes);
  const memory = new WebAssembly.Memory({
    initial: pagesFor(1),
    maximum: pagesFor(capacity / rowsPerBlock),
    shared: true,
  });
  const signs = rotationSigns(layout.dimensions);
  new Float32Array(memory.buffer, map.signs, signs.length).set(signs);
  const shared: ShardMemory = { memory, layout, map, module: wanted === 'javascript' ? undefined : kernelModule() };
  const { kernel } = openKernel(shared, 0);
  const columns = columnsOf(layout);

  function growTo(rows: number): void {
    const missing = pagesFor(Math.ceil(rows / rowsPerBlock)) - memory.buffer.byteLength / pageBytes;
    if (missing > 0) memory.grow(missing);
  }
  /** Calls back for each run of rows that lies within one block: address of the block, first row in it, rows. */
  function eachRun(from: number, to: number, visit: (block: number, at: number, count: number) => void): void {
    for (let row = from; row < to;) {
      const at = row % rowsPerBlock;
      const count = Math.min(rowsPerBlock - at, to - row);
      visit(map.blocks + ((row - at) / rowsPerBlock) * layout.blockBytes, at, count);
      row += count;
    }
  }

  return {
    ...shared,
    capacity,
    addVectors: (row, vectors) => {
      const { dimensions, floatStride } = layout;
      const count = vectors.length / dimensions;
      growTo(row + count);
      const floats = new Float32Array(memory.buffer);
      let read = 0;
      eachRun(row, row + count, (block, at, run) => {
        for (let index = 0; index < run; index++, read += dimensions)
          floats.set(vectors.subarray(read, read + dimensions), (block + (at + index) * floatStride) / 4);
      });
      return kernel.encodeRows(row, count);
    },
    addColumns: (row, from, start, count) => {
      growTo(row + count);
      const all = new Uint8Array(memory.buffer);
      let read = start;
      eachRun(row, row + count, (block, at, run) => {
        for (const { name, offset, stride, width } of columns) {
          const source = from[name];
          if (stride === width) {
            all.set(source.subarray(read * width, (read + run) * width), block + offset + at * stride);
            continue;
          }
          for (let index = 0; index < run; index++)
            all.set(
              source.subarray((read + index) * width, (read + index + 1) * width),
              block + offset + (at + index) * stride,
            );
        }
        read += run;
      });
    },
    readColumns: (from, to, target, start) => {
      const all = new Uint8Array(memory.buffer);
      let write = start;
      eachRun(from, to, (block, at, run) => {
        for (const { name, offset, stride, width } of columns) {
          for (let index = 0; index < run; index++) {
            const source = block + offset + (at + index) * stride;
            target[name].set(all.subarray(source, source + width), (write + index) * width);
          }
        }
        write += run;
      });
    },
  };
}

/** Copies rows of several shards into columns. */
export function readShards(shards: readonly Shard[], dimensions: number, from: number, to: number): VectorColumns {
  const target = allocateColumns(dimensions, to - from);
  let base = 0;
  for (const shard of shards) {
    const start = Math.max(from, base);
    const end = Math.min(to, base + shard.capacity);
    if (start < end) shard.readColumns(start - base, end - base, target, start - from);
    base += shard.capacity;
  }
  return target;
}
