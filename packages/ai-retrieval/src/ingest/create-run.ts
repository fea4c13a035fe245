import { AiError, checkPrincipal, throwIfDone, type CallContext, type Clock, type EmbeddingModel } from '@org/ai-core';
import type { Lock } from '@org/ai-storage';
import type { AnalyserSource } from '../analysis/analyser-source.ts';
import type { EmbeddingSource } from '../embedding/embedding-source.ts';
import type { IndexStore } from '../index/index-store.ts';
import type { Partition } from '../index/partition.ts';
import type { TextReader } from '../index/read-text.ts';
import { createTimeSlice } from '../internal/time-slice.ts';
import { createSegmentBuilder, type SegmentBuilder } from '../segment/segment-builder.ts';
import { createBatchWriter } from './batch-writer.ts';
import { isShared as readableByAll } from './complete-embedding.ts';
import { createChunkEmbedder } from './embed-chunks.ts';
import type { IngestProgress } from './ingest-report.ts';
import type { IngestRun } from './ingest-run.ts';

/** What a run that writes works with. */
export interface IngestParts {
  readonly store: IndexStore;
  readonly embedding: EmbeddingSource;
  readonly analysers: AnalyserSource;
  readonly texts: TextReader;
  readonly clock: Clock;
  readonly lock: Lock;
  readonly batchRecords?: number | undefined;
  readonly isShared?: IngestRun['isShared'] | undefined;
}

/** On whose behalf a run writes, and how it tells how far it is. */
export interface RunOptions {
  readonly context: CallContext;
  readonly onProgress?: ((progress: IngestProgress) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** What the steps of a run that writes share. `documents` counts those seen so far. */
export async function createRun(
  parts: IngestParts,
  tenant: string,
  known: Partition,
  options: RunOptions,
  documents: () => number,
): Promise<IngestRun> {
  const { store, embedding, analysers, texts, clock, lock, isShared = readableByAll } = parts;
  const signals = [options.context.signal, options.signal].filter((signal) => signal !== undefined);
  const context = { ...options.context, signal: signals.length > 1 ? AbortSignal.any(signals) : signals[0] };
  const slice = createTimeSlice();
  const check = (): void => {
    throwIfDone(context, clock);
    if (!lock.lost.aborted) return;
    throw new AiError('conflict', 'the writer lock was lost to another process; run the ingestion again');
  };
  const report: IngestRun['report'] = (phase, chunks) =>
    options.onProgress?.({ phase, documents: documents(), chunks });
  const onProgress = (embedded: number): void => {
    check();
    report('embedding', embedded);
  };
  const embedder = createChunkEmbedder({ texts, context, slice, known, onProgress });
  const writer = createBatchWriter(store, (segment, model) => embedder.embed(segment, model));
  const commit = async (next: Partition): Promise<Partition> => {
    check();
    await store.commit(next);
    return next;
  };
  const { manifest } = known;
  const analyser = await analysers.writing(manifest.segments.length === 0 ? undefined : manifest.analysis);
  const newBatch = (): SegmentBuilder => createSegmentBuilder(tenant, analyser, slice, parts.batchRecords);
  return {
    tenant,
    analysis: analyser.version,
    newBatch,
    context,
    embedding,
    isShared,
    texts,
    writer,
    embedder,
    slice,
    check,
    commit,
    report,
  };
}

/** The tenant that a principal may write. @throws AiError `unauthenticated`, `forbidden` */
export function writableTenant(context: CallContext): string {
  const { kind, tenant } = checkPrincipal(context.principal);
  if (kind !== 'anonymous') return tenant;
  throw new AiError('forbidden', 'an anonymous principal may not write; use createServicePrincipal');
}

/**
 * The tenant of a service that acts for itself. What erasing and compacting report counts hidden documents too, so that no user, nor a service on behalf of one, may ask.
 *
 * @throws AiError `unauthenticated`, `forbidden`
 */
export function operatedTenant(context: CallContext): string {
  const { kind, tenant, actor } = checkPrincipal(context.principal);
  if (kind === 'service' && actor === undefined) return tenant;
  throw new AiError(
    'forbidden',
    'only a service that acts for itself may erase or compact; use createServicePrincipal',
  );
}

/** The embedder of the partition's vectors, without which they would be lost; undefined when there are none. @throws AiError `conflict` */
export async function modelOfVectors(
  embedding: EmbeddingSource,
  { manifest }: Partition,
): Promise<EmbeddingModel | undefined> {
  const stored = manifest.embedding?.fingerprint;
  if (stored === undefined) return undefined;
  const model = await embedding.open(stored);
  if (model !== undefined) return model;
  throw new AiError(
    'conflict',
    'the index holds vectors of an embedder that it was not opened with; open it with that embedder, so that they are kept',
  );
}
