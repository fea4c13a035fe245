import type { Acl, EmbeddingModel } from '@org/ai-core';
import { isEmbedded, type Partition } from '../index/partition.ts';
import { embeddedText, type SegmentVectors } from '../segment/segment.ts';
import type { IngestRun } from './ingest-run.ts';

/** Gives every segment vectors of one model, fitting the model first where that is asked for. Nothing happens when all have them. */
export async function completeEmbedding(partition: Partition, run: IngestRun): Promise<Partition> {
  const model = await targetModel(partition, run);
  if (model === undefined) return partition;
  if (partition.manifest.embedding?.fingerprint === model.fingerprint && isEmbedded(partition)) return partition;
  const segments = [...partition.manifest.segments];
  const vectors: (SegmentVectors | undefined)[] = [...partition.vectors];
  for (const [index, segment] of partition.segments.entries()) {
    run.check();
    const ref = segments[index];
    if (ref === undefined || vectors[index]?.fingerprint === model.fingerprint) continue;
    const rows = await run.embedder.embed(segment, model);
    const written = await run.writer.writeVectors(partition.manifest, segment, model, rows);
    segments[index] = { ...ref, vectors: written.ref };
    vectors[index] = written.vectors;
  }
  const embedding = { fingerprint: model.fingerprint, dimensions: model.dimensions };
  return run.commit({ ...partition, vectors, manifest: { ...partition.manifest, segments, embedding } });
}

async function targetModel(partition: Partition, run: IngestRun): Promise<EmbeddingModel | undefined> {
  const { embedding } = run;
  if (!embedding.isFitted) return embedding.fixed;
  const stored = partition.manifest.embedding?.fingerprint;
  const opened = stored === undefined ? undefined : await embedding.open(stored);
  if (opened !== undefined) return opened;
  const isFittable = [...partition.documents.values()].some((document) => run.isShared(document.acl));
  if (!isFittable) return undefined;
  run.report('fitting', 0);
  return embedding.provide(run.tenant, () => sharedTexts(partition, run), run.context.signal);
}

/** Whether every signed-in user of the tenant may read a document: nothing else may shape an embedder that all of them use. */
export function isShared(acl: Acl): boolean {
  const isOpen = (acl.deny ?? []).length === 0 && (acl.require ?? []).length === 0;
  return isOpen && acl.allow.some((entry) => entry === 'tenant' || entry === 'public');
}

/** The chunks of the shared documents, in an order that depends on nothing but them. */
async function* sharedTexts(partition: Partition, run: IngestRun): AsyncGenerator<string> {
  const shared = [...partition.documents.values()].filter((document) => run.isShared(document.acl));
  shared.sort((a, b) => (a.id < b.id ? -1 : 1));
  for (const { segment, content } of shared) {
    run.check();
    const text = await run.texts.read(segment, content);
    for (let chunk = content.chunkStart; chunk < content.chunkStart + content.chunkCount; chunk++) {
      if (run.slice.isOver()) await run.slice.next();
      yield embeddedText(segment, content, chunk, text);
    }
  }
}
