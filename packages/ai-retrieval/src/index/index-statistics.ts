import { createNodeFileSystem } from '@org/ai-storage';
import { openIndexStore } from './index-store.ts';
import { fileBytes } from './index-manifest.ts';
import { isEmbedded, liveChunks } from './partition.ts';
import { demandFolder, type FolderOptions } from './verify-index.ts';

/** What an index folder holds, by tenant. Counts everything, whoever may read it: for those who run the index, never for a caller. */
export interface IndexStatistics {
  readonly generation: number;
  readonly tenants: readonly TenantStatistics[];
}

/** What a tenant's partition holds. */
export interface TenantStatistics {
  readonly tenant: string;
  /** Whether its access lists were lost with a damaged manifest; the rest is 0 then. */
  readonly isClosed: boolean;
  readonly documents: number;
  readonly chunks: number;
  /** Chunks of replaced and deleted documents that still take space. */
  readonly deadChunks: number;
  readonly segments: number;
  /** Of its files. */
  readonly bytes: number;
  /** Fingerprint of the embedder that all its chunks are embedded with. */
  readonly embedding?: string | undefined;
}

/**
 * Counts what an index folder holds. Writes nothing.
 *
 * @throws AiError `not-found`, `integrity`
 */
export async function readIndexStatistics(options: FolderOptions): Promise<IndexStatistics> {
  const { directory, fileSystem = createNodeFileSystem() } = options;
  await demandFolder(fileSystem, directory);
  const store = await openIndexStore(fileSystem, directory);
  const tenants: TenantStatistics[] = [];
  for (const ref of store.manifest.partitions) {
    const { tenant, segments } = ref;
    const isClosed = store.isClosed(tenant);
    const partition = isClosed ? undefined : await store.load(tenant);
    const live = partition === undefined ? 0 : liveChunks(partition);
    tenants.push({
      tenant,
      isClosed,
      documents: partition?.documents.size ?? 0,
      chunks: live,
      deadChunks: (partition?.chunkCount ?? 0) - live,
      segments: segments.length,
      bytes: fileBytes(ref),
      ...(partition !== undefined && isEmbedded(partition) && { embedding: partition.manifest.embedding?.fingerprint }),
    });
  }
  return { generation: store.generation, tenants };
}
