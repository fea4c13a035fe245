// Vectors in memory, searched under a set of readable rows.
export {
  createVectorIndex,
  type VectorHits,
  type VectorIndex,
  type VectorIndexOptions,
  type VectorSearch,
} from './vector-index.ts';
export type { PartRange, ReadableRows, ReadableShard } from './readable-rows.ts';
export { mergeColumns, type VectorColumns } from './vector-columns.ts';
export { defaultScanCosts, type ScanCosts, type VectorPlan } from './plan.ts';
export { createUsearchGraphs, type CreateVectorGraph, type UsearchModule, type VectorGraph } from './graph.ts';
