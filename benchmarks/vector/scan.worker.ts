import { parentPort, workerData } from 'node:worker_threads';
import { rowsPerBlock } from '../../packages/ai-retrieval/src/vector/layout.ts';
import { openKernel, type ShardMemory } from '../../packages/ai-retrieval/src/vector/shard.ts';

/** What a thread is started with. */
export interface ScanThread {
  readonly shard: ShardMemory;
  readonly thread: number;
  readonly from: number;
  readonly to: number;
  readonly query: Float32Array;
}

/** What a thread is told to do, so many times. */
export interface ScanOrder {
  readonly kind: 'bytes' | 'read';
  readonly times: number;
}

const { shard, thread, from, to, query } = workerData as ScanThread;
const { kernel, target } = openKernel(shard, thread);
new Float32Array(shard.memory.buffer, target.slot.queryFloats, query.length).set(query);
kernel.encodeQuery();

/** Reads the byte codes of all rows and does nothing else with them. */
function read(): void {
  const { layout, map } = shard;
  for (let row = from; row < to; row += rowsPerBlock) {
    const block = map.blocks + (row / rowsPerBlock) * layout.blockBytes;
    kernel.sumWords(block + layout.bytesOffset, Math.min(rowsPerBlock, to - row) * layout.byteStride);
  }
}

parentPort?.on('message', ({ kind, times }: ScanOrder) => {
  for (let time = 0; time < times; time++) {
    if (kind === 'read') read();
    else {
      kernel.startBest(50);
      kernel.scanBytes(0, 0, from, to);
      kernel.finishBest();
    }
  }
  parentPort?.postMessage('done');
});
