import type { Acl, CallContext, EmbeddingModel } from '@org/ai-core';
import type { EmbeddingSource } from '../embedding/embedding-source.ts';
import type { Partition } from '../index/partition.ts';
import type { TextReader } from '../index/read-text.ts';
import type { TimeSlice } from '../internal/time-slice.ts';
import type { SegmentBuilder } from '../segment/segment-builder.ts';
import type { BatchWriter } from './batch-writer.ts';
import type { ChunkEmbedder } from './embed-chunks.ts';
import type { IngestProgress } from './ingest-report.ts';

/** What the steps of one ingestion share. */
export interface IngestRun {
  readonly tenant: string;
  readonly context: CallContext;
  readonly embedding: EmbeddingSource;
  /** Whether every signed-in user of the tenant may read a document. */
  readonly isShared: (acl: Acl) => boolean;
  readonly texts: TextReader;
  readonly writer: BatchWriter;
  readonly embedder: ChunkEmbedder;
  readonly slice: TimeSlice;
  /** The version of the analyser that new batches go through. */
  readonly analysis: string;
  readonly newBatch: () => SegmentBuilder;
  /** Throws when the run was cancelled, is out of time or has lost its lock. */
  readonly check: () => void;
  readonly commit: (next: Partition) => Promise<Partition>;
  readonly report: (phase: IngestProgress['phase'], chunks: number) => void;
}

/** The model that new batches are embedded with at once: the one that all vectors of the partition are of, or none (then the run ends with embedding what is missing). */
export async function inlineModel(
  embedding: EmbeddingSource,
  partition: Partition,
): Promise<EmbeddingModel | undefined> {
  const stored = partition.manifest.embedding?.fingerprint;
  if (stored !== undefined) return embedding.open(stored);
  return partition.segments.length === 0 ? embedding.fixed : undefined;
}
