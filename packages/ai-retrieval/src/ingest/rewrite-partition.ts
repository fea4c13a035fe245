import type { EmbeddingModel } from '@org/ai-core';
import { emptyPartition, type LiveDocument, type Partition } from '../index/partition.ts';
import type { IngestRun } from './ingest-run.ts';

/** Writes these documents of a partition, and nothing else of it, into new segments; vectors are carried over by digest. Not yet committed. */
export async function rewritePartition(
  partition: Partition,
  kept: readonly LiveDocument[],
  model: EmbeddingModel | undefined,
  run: IngestRun,
): Promise<Partition> {
  let next = emptyPartition({ ...partition.manifest, analysis: run.analysis, segments: [] });
  let builder = run.newBatch();
  const flush = async (): Promise<void> => {
    if (builder.isEmpty) return;
    next = await run.writer.append(next, builder, model);
    builder = run.newBatch();
    run.report('compacting', next.chunkCount);
  };
  for (const document of [...kept].sort((a, b) => (a.id < b.id ? -1 : 1))) {
    run.check();
    const { digest, mediaType, title } = document.content;
    const text = await run.texts.read(document.segment, document.content);
    const content = await builder.addContent({ text, digest, mediaType, title });
    const { id, uri, acl, trust, metadata, modifiedMs } = document;
    builder.addRecord({ kind: 'put', id, uri, acl, trust, metadata, modifiedMs, content });
    if (builder.isFull) await flush();
  }
  await flush();
  return next;
}
