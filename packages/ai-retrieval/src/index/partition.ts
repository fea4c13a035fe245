import { AiError, type Acl, type JsonValue } from '@org/ai-core';
import { aclKey } from '../access/acl-key.ts';
import {
  chunkFields,
  chunkWidth,
  type Segment,
  type SegmentRecord,
  type SegmentVectors,
  type StoredContent,
} from '../segment/segment.ts';
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

/** Chunks of the documents as they are now; the others are dead. */
export function liveChunks(partition: Partition): number {
  let live = 0;
  for (const { content } of partition.documents.values()) live += content.chunkCount;
  return live;
}

/** The partition of a tenant that has no documents yet. */
export function emptyPartition(manifest: PartitionManifest): Partition {
  return { manifest, segments: [], vectors: [], documents: new Map(), bases: [], chunkCount: 0 };
}

/** A segment with its vectors, if it has any. */
export interface LoadedSegment {
  readonly segment: Segment;
  readonly vectors: SegmentVectors | undefined;
}

/** The partition after more segments, in order. */
export function withSegments(
  partition: Partition,
  manifest: PartitionManifest,
  added: readonly LoadedSegment[],
): Partition {
  const documents = new Map(partition.documents);
  const segments = [...partition.segments];
  const bases = [...partition.bases];
  const positions = new Map(segments.map((each, index) => [each.name, index]));
  let { chunkCount } = partition;
  for (const { segment } of added) {
    positions.set(segment.name, segments.push(segment) - 1);
    bases.push(chunkCount);
    chunkCount += segment.chunkCount;
    for (const record of segment.records) {
      const document = record.kind === 'put' ? liveDocument(record, segment, segments, positions) : undefined;
      if (document === undefined) documents.delete(record.id);
      else documents.set(record.id, document);
    }
  }
  const vectors = [...partition.vectors, ...added.map((each) => each.vectors)];
  return { manifest, segments, vectors, documents, bases, chunkCount };
}

function liveDocument(
  record: Extract<SegmentRecord, { kind: 'put' }>,
  own: Segment,
  segments: readonly Segment[],
  positions: ReadonlyMap<string, number>,
): LiveDocument {
  const segmentIndex = positions.get(record.segment ?? own.name);
  const segment = segmentIndex === undefined ? undefined : segments[segmentIndex];
  const content = segment?.contents[record.content];
  if (segmentIndex === undefined || segment === undefined || content === undefined) {
    throw new AiError(
      'integrity',
      `${own.name} refers to content that no segment holds; restore the folder from a backup`,
    );
  }
  return {
    id: record.id,
    uri: record.uri,
    acl: record.acl,
    aclKey: aclKey(record.acl),
    trust: record.trust,
    metadata: record.metadata,
    modifiedMs: record.modifiedMs,
    segmentIndex,
    segment,
    contentIndex: record.content,
    content,
    ...lengthsOf(segment, content),
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
