import type { CallContext, SourceDocument } from '@org/ai-core';
import { newPartitionManifest } from '../index/index-store.ts';
import { emptyPartition } from '../index/partition.ts';
import { digestText } from '../internal/digest-text.ts';
import { checkDocument } from './check-document.ts';
import { missingDocuments } from './missing-documents.ts';
import { compactPartition, isStale, isWorthCompacting } from './compact.ts';
import { completeEmbedding } from './complete-embedding.ts';
import { createRun, writableTenant, type IngestParts } from './create-run.ts';
import { fittedTexts, withoutEmbedding } from './retire-embedder.ts';
import { isSameRecord, recordOf } from './document-record.ts';
import type { IngestProblem, IngestProgress, IngestReport } from './ingest-report.ts';
import { inlineModel } from './ingest-run.ts';
import type { OnLineage } from '../lineage/lineage-event.ts';

/** Who ingests, and how. */
export interface IngestOptions {
  /** Its principal's tenant is the tenant that is written; anonymous principals may not ingest. */
  readonly context: CallContext;
  /** Delete the tenant's documents that the stream does not bring, once the stream has ended well. @defaultValue false */
  readonly deleteMissing?: boolean | undefined;
  /**
   * With `deleteMissing`: is told the ids that the stream did not bring, once, while the lock of the writer is held; what it answers is not deleted.
   * For services that act for themselves, since the ids are those of hidden documents too.
   */
  readonly keep?: ((missing: readonly string[]) => Promise<readonly string[]>) | undefined;
  readonly onProgress?: ((progress: IngestProgress) => void) | undefined;
  /** Is told where the run takes from and what it wrote; the run waits for it, and fails when it does. */
  readonly onLineage?: OnLineage | undefined;
  /** Beside the context's own signal. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Takes a stream of documents into the index; the caller holds the writer's lock.
 * Over a damaged manifest it begins with nothing: every text and access list is read anew, and what the stream does not bring is gone.
 * Each full batch is committed, so that a run that is cut off keeps what it had and the next one goes on from there.
 */
export async function ingestDocuments(
  parts: IngestParts,
  documents: AsyncIterable<SourceDocument>,
  options: IngestOptions,
): Promise<IngestReport> {
  const { store } = parts;
  const tenant = writableTenant(options.context);
  const seen = new Set<string>();
  const known = store.isClosed(tenant) ? undefined : await store.load(tenant);
  const loaded = known ?? emptyPartition(await newPartitionManifest(tenant));
  const run = await createRun(parts, tenant, loaded, options, () => seen.size);
  run.check();
  let partition = isStale(loaded, run) ? await compactPartition(loaded, run) : loaded;
  let model = await inlineModel(parts.embedding, partition);
  const fitted = fittedTexts(partition, run);
  const counts = { added: 0, updated: 0, aclOnly: 0, unchanged: 0, deleted: 0, chunks: 0 };
  const problems: IngestProblem[] = [];
  let builder = run.newBatch();
  const flush = async (): Promise<void> => {
    if (builder.isEmpty) return;
    counts.chunks += builder.chunks;
    partition = await run.commit(await run.writer.append(partition, builder, model));
    builder = run.newBatch();
  };
  /** Texts that shaped the embedder are no longer for everybody: from this batch on it serves nobody, and the run fits another. */
  const retireEmbedder = (): void => {
    model = undefined;
    partition = withoutEmbedding(partition);
  };

  for await (const given of documents) {
    run.check();
    if (run.slice.isOver()) await run.slice.next();
    const checked = checkDocument(given, tenant, seen);
    if ('code' in checked) {
      problems.push(checked);
      continue;
    }
    const { document } = checked;
    problems.push(...checked.problems);
    seen.add(document.id);
    const { text, mediaType, title } = document;
    const digest = await digestText(text);
    const live = partition.documents.get(document.id);
    const { content } = live ?? {};
    if (
      live !== undefined &&
      content?.digest === digest &&
      content.mediaType === mediaType &&
      content.title === title
    ) {
      const record = recordOf(document, live.contentIndex, live.segment.name);
      if (isSameRecord(live, record)) counts.unchanged++;
      else {
        if (fitted.isClosedBy(document, digest)) retireEmbedder();
        builder.addRecord(record);
        counts.aclOnly++;
      }
    } else {
      if (fitted.isClosedBy(document, digest)) retireEmbedder();
      builder.addRecord(recordOf(document, await builder.addContent({ text, digest, mediaType, title }), undefined));
      counts[live === undefined ? 'added' : 'updated']++;
    }
    run.report('reading', counts.chunks + builder.chunks);
    if (builder.isFull) await flush();
  }
  run.check();
  if (options.deleteMissing === true) {
    for (const id of await missingDocuments(partition.documents.keys(), seen, options)) {
      builder.addRecord({ kind: 'delete', id });
      counts.deleted++;
    }
  }
  await flush();
  // Also a run that brought nothing replaces what was lost.
  if (store.isClosed(tenant)) partition = await run.commit(partition);
  partition = await completeEmbedding(partition, run);
  if (isWorthCompacting(partition)) await compactPartition(partition, run);
  return { ...counts, embeddingCalls: run.embedder.calls, generation: store.generation, problems };
}
