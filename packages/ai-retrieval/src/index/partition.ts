import type { Acl, JsonValue } from '@org/ai-core';
import { aclKey } from '../access/acl-key.ts';
import { chunkFields, chunkWidth, type Segment, type SegmentVectors, type StoredContent } from '../segment/segment.ts';
import type { PartitionManifest } from './index-manifest.ts';

/** A document as the newest records have it. */
export interface LiveDocument {
  readonly id: string;
  readonly uri: string;
  readonly acl: Acl;
  readonly aclKey: string;
  readonly trust: 'trusted' | 'untrusted';
  readonly metadata?: Readonly<Record<string, JsonValue>> | undefined;
  readonly modifiedMs?: number | undefined;
  /** Position of its segment in the partition. */
  readonly segmentIndex: number;
  readonly segment: Segment;
  readonly contentIndex: number;
  readonly content: StoredContent;
  /** Index terms in its chunks, and the chunks that have heading terms. */
  readonly bodyLength: number;
  readonly headingLength: number;
  readonly headedChunks: number;
}

/** Everything about one tenant at one generation. Never changed: a commit makes a new one, so that a search goes on with what it began. */
export interface Partition {
  readonly manifest: PartitionManifest;
  readonly segments: readonly Segment[];
  readonly vectors: readonly (SegmentVectors | undefined)[];
  readonly documents: ReadonlyMap<string, LiveDocument>;
  /** First global ordinal of each segment's chunks. */
  readonly bases: readonly number[];
  readonly chunkCount: number;
}

/** Whether every chunk has a vector of the partition's model; before that nothing is ranked by vectors. */
export function isEmbedded(partition: Partition): boolean {
  const fingerprint = partition.manifest.embedding?.fingerprint;
  return (
    fingerprint !== undefined &&
    partition.segments.every((_, index) => partition.vectors[index]?.fingerprint === fingerprint)
  );
}

/** The partition of a tenant that has no documents yet. */
export function emptyPartition(manifest: PartitionManifest): Partition {
  return { manifest, segments: [], vectors: [], documents: new Map(), bases: [], chunkCount: 0 };
}

/** The partition after one more segment. */
export function withSegment(
  partition: Partition,
  manifest: PartitionManifest,
  segment: Segment,
  vectors: SegmentVectors | undefined,
): Partition {
  const documents = new Map(partition.documents);
  const segments = [...partition.segments, segment];
  const byName = new Map(segments.map((each, index) => [each.name, index]));
  for (const record of segment.records) {
    if (record.kind === 'delete') {
      documents.delete(record.id);
      continue;
    }
    const segmentIndex = byName.get(record.segment ?? segment.name);
    const holder = segmentIndex === undefined ? undefined : segments[segmentIndex];
    const content = holder?.contents[record.content];
    if (segmentIndex === undefined || holder === undefined || content === undefined) continue;
    documents.set(record.id, {
      id: record.id,
      uri: record.uri,
      acl: record.acl,
      aclKey: aclKey(record.acl),
      trust: record.trust,
      metadata: record.metadata,
      modifiedMs: record.modifiedMs,
      segmentIndex,
      segment: holder,
      contentIndex: record.content,
      content,
      ...lengthsOf(holder, content),
    });
  }
  return {
    manifest,
    segments,
    vectors: [...partition.vectors, vectors],
    documents,
    bases: [...partition.bases, partition.chunkCount],
    chunkCount: partition.chunkCount + segment.chunkCount,
  };
}

function lengthsOf(
  segment: Segment,
  content: StoredContent,
): Pick<LiveDocument, 'bodyLength' | 'headingLength' | 'headedChunks'> {
  let bodyLength = 0;
  let headingLength = 0;
  let headedChunks = 0;
  for (let chunk = content.chunkStart; chunk < content.chunkStart + content.chunkCount; chunk++) {
    bodyLength += segment.chunks[chunk * chunkWidth + chunkFields.body] ?? 0;
    const heading = segment.chunks[chunk * chunkWidth + chunkFields.heading] ?? 0;
    headingLength += heading;
    if (heading > 0) headedChunks++;
  }
  return { bodyLength, headingLength, headedChunks };
}
