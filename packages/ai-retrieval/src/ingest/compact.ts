import { analysisVersion } from '../analysis/analyse.ts';
import type { Partition } from '../index/partition.ts';
import { inlineModel, type IngestRun } from './ingest-run.ts';
import { rewritePartition } from './rewrite-partition.ts';

const mostSmallSegments = 64;
const smallChunks = 200;

/** Whether more than half of a partition is dead, or it has come to consist of crumbs. */
export function isWorthCompacting(partition: Partition): boolean {
  let live = 0;
  for (const document of partition.documents.values()) live += document.content.chunkCount;
  const small = partition.segments.filter((segment) => segment.chunkCount < smallChunks).length;
  const isCrumbled = small > mostSmallSegments && small * smallChunks > 4 * partition.chunkCount;
  return live * 2 < partition.chunkCount || isCrumbled;
}

/** Whether the partition's terms come from another version of the analyser. */
export function isStale(partition: Partition): boolean {
  return partition.manifest.analysis !== analysisVersion;
}

/** Writes what is alive into new segments and flips to them at once; vectors are carried over by digest. The old files go with the next ingestion, when no search reads them any more. */
export async function compactPartition(partition: Partition, run: IngestRun): Promise<Partition> {
  const model = await inlineModel(run.embedding, partition);
  // Without its model the vectors would be lost; dead weight is the smaller harm.
  if (partition.manifest.embedding !== undefined && model === undefined && !isStale(partition)) return partition;
  return run.commit(await rewritePartition(partition, [...partition.documents.values()], model, run));
}
