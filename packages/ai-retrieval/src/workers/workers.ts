export {
  createIngestRuns,
  type EnqueuedRun,
  type EnqueueOptions,
  type IngestRuns,
  type IngestRunsOptions,
} from './ingest-runs.ts';
export type { IngestRunStatus } from './run-status.ts';
export type { RunCounts, RunProblem } from './run-record.ts';
export { createIngestWorker, type IngestWorkerOptions } from './ingest-worker.ts';
export type { LoadDocument, SourceReference } from './source-reference.ts';
export { openFolderSource, type FolderSource } from './folder-source.ts';
export { createEmbeddingCache, type EmbeddingCache, type EmbeddingCacheOptions } from '../embedding/embedding-cache.ts';
