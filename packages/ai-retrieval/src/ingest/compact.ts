import type { CallContext } from '@org/ai-core';
import { fileBytes } from '../index/index-manifest.ts';
import { liveChunks, type Partition } from '../index/partition.ts';
import { inlineModel, type IngestRun } from './ingest-run.ts';
import { createRun, modelOfVectors, operatedTenant, type IngestParts } from './create-run.ts';
import { removeOrphans } from './remove-orphans.ts';
import { rewritePartition } from './rewrite-partition.ts';

const mostSmallSegments = 64;
const smallChunks = 200;

/** Whether more than half of a partition is dead, or it has come to consist of crumbs. */
export function isWorthCompacting(partition: Partition): boolean {
  const live = liveChunks(partition);
  const small = partition.segments.filter((segment) => segment.chunkCount < smallChunks).length;
  const isCrumbled = small > mostSmallSegments && small * smallChunks > 4 * partition.chunkCount;
  return live * 2 < partition.chunkCount || isCrumbled;
}

/** Whether the partition's terms come from another analyser than the run's. */
export function isStale(partition: Partition, { analysis }: IngestRun): boolean {
  return partition.segments.length > 0 && partition.manifest.analysis !== analysis;
}

/** Writes what is alive into new segments and flips to them at once; vectors are carried over by digest. The old files go with the next ingestion, when no search reads them any more. */
export async function compactPartition(partition: Partition, run: IngestRun): Promise<Partition> {
  const model = await inlineModel(run.embedding, partition);
  // Without its model the vectors would be lost; dead weight is the smaller harm.
  if (partition.manifest.embedding !== undefined && model === undefined && !isStale(partition, run)) return partition;
  return run.commit(await rewritePartition(partition, [...partition.documents.values()], model, run));
}

/** What a compaction gave back. */
export interface CompactionReport {
  readonly filesRemoved: number;
  readonly bytesRemoved: number;
  /** Bytes of the tenant's files afterwards. */
  readonly bytes: number;
  readonly generation: number;
}

/**
 * Compacts the caller's tenant now, however little is dead, and removes the old files. Nothing is written when there is only one segment and all of it is alive.
 *
 * @throws AiError `conflict` when the vectors are of an embedder that is not at hand
 */
export async function compactNow(parts: IngestParts, context: CallContext): Promise<CompactionReport> {
  const { store, embedding } = parts;
  const tenant = operatedTenant(context);
  let partition = await store.load(tenant);
  const run = partition && (await createRun(parts, tenant, partition, { context }, () => 0));
  if (partition !== undefined && run !== undefined && !isTidy(partition, run)) {
    run.check();
    const model = await modelOfVectors(embedding, partition);
    partition = await run.commit(await rewritePartition(partition, [...partition.documents.values()], model, run));
  }
  const { files: filesRemoved, bytes: bytesRemoved } = await removeOrphans(store);
  const bytes = partition === undefined ? 0 : fileBytes(partition.manifest);
  return { filesRemoved, bytesRemoved, bytes, generation: store.generation };
}

/** Records of deletions are dead weight too. */
function isTidy(partition: Partition, run: IngestRun): boolean {
  const records = partition.segments.reduce((sum, segment) => sum + segment.records.length, 0);
  const isWhole = liveChunks(partition) === partition.chunkCount && records === partition.documents.size;
  return isWhole && partition.segments.length <= 1 && !isStale(partition, run);
}
