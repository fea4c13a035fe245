import { dirname } from 'node:path';
import { AiError, sha256, type EmbeddingModel } from '@org/ai-core';
import { writeFileDurably } from '@org/ai-storage';
import type { IndexStore } from '../index/index-store.ts';
import type { PartitionManifest, SegmentRef } from '../index/index-manifest.ts';
import { withSegments, type Partition } from '../index/partition.ts';
import { encodeContainer } from '../segment/container.ts';
import { bytesOf } from '../segment/postings.ts';
import { decodeSegment, vectorsIn, type FileRef, type VectorsRef } from '../segment/read-segment.ts';
import type { Segment, SegmentVectors } from '../segment/segment.ts';
import type { SegmentBuilder } from '../segment/segment-builder.ts';

/** Vectors of a segment's chunks, in order. */
export type EmbedSegment = (segment: Segment, model: EmbeddingModel) => Promise<Float32Array>;

/** Writes files of the index so that they are durable before the manifest names them. */
export interface BatchWriter {
  /** The partition with the builder's batch as one more segment, with vectors when a model is given; all on disk, not yet committed. */
  append(partition: Partition, builder: SegmentBuilder, model: EmbeddingModel | undefined): Promise<Partition>;
  /** Writes the vectors of a segment and names their file. */
  writeVectors(
    partition: PartitionManifest,
    segment: Segment,
    model: EmbeddingModel,
    rows: Float32Array,
  ): Promise<{ readonly ref: VectorsRef; readonly vectors: SegmentVectors }>;
}

/** Makes a writer on a store. */
export function createBatchWriter(store: IndexStore, embed: EmbedSegment): BatchWriter {
  const write = async (folder: string, stem: string, suffix: string, bytes: Uint8Array): Promise<FileRef> => {
    const digest = await sha256(bytes);
    const name = `${stem}-${digest.slice(7, 23)}.${suffix}`;
    const path = store.pathOf(folder, name);
    if ((await store.fileSystem.stat(dirname(path))) === undefined) await store.fileSystem.makeDirectory(dirname(path));
    await writeFileDurably(store.fileSystem, path, bytes);
    return { name, digest, bytes: bytes.length };
  };
  const writeVectors: BatchWriter['writeVectors'] = async (partition, segment, { fingerprint, dimensions }, rows) => {
    const header = { kind: 'vectors', segment: segment.name, fingerprint, dimensions };
    const stem = segment.name.slice(0, segment.name.indexOf('.'));
    const bytes = encodeContainer(header, [['vectors', [bytesOf(rows)]]]);
    const ref = { ...(await write(partition.folder, stem, 'vectors', bytes)), fingerprint, dimensions };
    return { ref, vectors: vectorsIn(store.fileSystem, store.pathOf(partition.folder, ref.name), ref, segment) };
  };
  return {
    writeVectors,
    async append(partition, builder, model) {
      const { manifest } = partition;
      const sequence = manifest.nextSequence;
      const bytes = await builder.build(sequence);
      const ref = await write(manifest.folder, String(sequence).padStart(8, '0'), 'segment', bytes);
      const segment = await decodeSegment(bytes, ref.name, store.pathOf(manifest.folder, ref.name), manifest.tenant);
      const written = model && (await writeVectors(manifest, segment, model, await embed(segment, model)));
      const segmentRef: SegmentRef = { ...ref, chunks: segment.chunkCount, ...(written && { vectors: written.ref }) };
      const next = {
        ...manifest,
        analysis: builder.analysis,
        nextSequence: sequence + 1,
        segments: [...manifest.segments, segmentRef],
        ...(model && { embedding: { fingerprint: model.fingerprint, dimensions: model.dimensions } }),
      };
      return withSegments(partition, next, [{ segment, vectors: written?.vectors }]);
    },
  };
}

/** @throws AiError `protocol` when a model's answer is not what it was asked for; such vectors must never be stored */
export function checkVectors(vectors: Float32Array, count: number, dimensions: number): void {
  if (vectors.length !== count * dimensions || !vectors.every(Number.isFinite)) {
    throw new AiError(
      'protocol',
      `the embedder must give ${String(count)} rows of ${String(dimensions)} finite numbers`,
    );
  }
}
