import type { SourceDocument } from '@org/ai-core';
import type { Partition } from '../index/partition.ts';
import type { IngestRun } from './ingest-run.ts';

/** What a fitted embedder may have learned from. */
export interface FittedTexts {
  /** Whether a document that is about to be recorded takes a text away from those that all of the tenant may read: by new access rules, or by moving it. */
  isClosedBy(document: SourceDocument, digest: string): boolean;
}

/** Remembers which texts were for everybody when the run began; without a fitted embedder nothing needs to be known. */
export function fittedTexts(partition: Partition, run: IngestRun): FittedTexts {
  if (!run.embedding.isFitted || partition.manifest.embedding === undefined) return { isClosedBy: () => false };
  const ids = new Set<string>();
  const digests = new Set<string>();
  for (const { id, acl, content } of partition.documents.values()) {
    if (!run.isShared(acl)) continue;
    ids.add(id);
    digests.add(content.digest);
  }
  return { isClosedBy: ({ id, acl }, digest) => !run.isShared(acl) && (ids.has(id) || digests.has(digest)) };
}

/** The partition without a model: nothing is ranked by vectors until all are of the next one. */
export function withoutEmbedding(partition: Partition): Partition {
  const { embedding: _, ...manifest } = partition.manifest;
  return { ...partition, manifest };
}
