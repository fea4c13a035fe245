import type { PartResult, PartSearch } from './search-part.ts';
import type { ShardMemory } from './shard.ts';

/** To the worker: memories to scan, in order after those it has, or a scan. */
export type ToScanWorker =
  | { readonly kind: 'shards'; readonly shards: readonly ShardMemory[] }
  | {
      readonly kind: 'scan';
      readonly id: number;
      readonly query: Float32Array;
      readonly search: Omit<PartSearch, 'checkpoint'>;
      /** Not 0 once nobody wants the answer. */
      readonly cancelled: Int32Array;
    };

/** From the worker: what a scan found; no result when it was cancelled. */
export interface FromScanWorker {
  readonly id: number;
  readonly result?: PartResult | undefined;
  readonly failure?: string | undefined;
}

/** What a worker is started with. */
export interface ScanWorkerData {
  /** Its working space in each shard. */
  readonly thread: number;
  readonly capacity: number;
}
