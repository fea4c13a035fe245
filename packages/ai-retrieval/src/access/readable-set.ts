import { isAllowed, type Acl, type Principal } from '@org/ai-core';
import type { LiveDocument, Partition } from '../index/partition.ts';
import { chunkFields, chunkWidth } from '../segment/segment.ts';

/** What one principal may read of a partition: computed before anything is ranked, and all that ranking ever sees. */
export interface ReadableSet {
  readonly partition: Partition;
  /** By id. */
  readonly documents: readonly LiveDocument[];
  /** The decision on each access list of the partition, by its key. */
  readonly decisions: ReadonlyMap<string, boolean>;
  /** For each chunk of the partition: 1 + its ordinal among the readable ones, or 0. */
  readonly ordinals: Uint32Array;
  /** By ordinal: position in `documents`. Ordinals follow document ids, then places, so that they order equal scores. */
  readonly owner: Uint32Array;
  /** By ordinal: the chunk of the partition. */
  readonly chunks: Uint32Array;
  /** By ordinal: index terms. */
  readonly bodyLengths: Uint32Array;
  readonly headingLengths: Uint32Array;
  readonly chunkCount: number;
  readonly bodyLength: number;
  readonly headingLength: number;
  readonly headedChunks: number;
}

/** Decides on an ACL; the tenant has been matched before. A port, so that the leakage suite can be shown to notice a wrong one. */
export type AccessRule = (acl: Acl, principal: Principal) => boolean;

/** Decides on each distinct access list of a partition, once. */
export function decideAccess(
  partition: Partition,
  principal: Principal,
  rule: AccessRule = isAllowed,
): ReadonlyMap<string, boolean> {
  return new Map([...overviewOf(partition).acls].map(([key, acl]) => [key, rule(acl, principal)]));
}

/** The readable set that belongs to decisions, in one walk over the documents. */
export function readableSet(partition: Partition, decisions: ReadonlyMap<string, boolean>): ReadableSet {
  const documents = overviewOf(partition).documents.filter(({ aclKey }) => decisions.get(aclKey) === true);
  const chunkCount = documents.reduce((sum, { content }) => sum + content.chunkCount, 0);
  const ordinals = new Uint32Array(partition.chunkCount);
  const [owner, chunks] = [new Uint32Array(chunkCount), new Uint32Array(chunkCount)];
  const [bodyLengths, headingLengths] = [new Uint32Array(chunkCount), new Uint32Array(chunkCount)];
  const totals = { bodyLength: 0, headingLength: 0, headedChunks: 0 };
  let ordinal = 0;
  for (const [position, document] of documents.entries()) {
    const { segment, content } = document;
    const base = partition.bases[document.segmentIndex] ?? 0;
    for (let chunk = content.chunkStart; chunk < content.chunkStart + content.chunkCount; chunk++, ordinal++) {
      ordinals[base + chunk] = ordinal + 1;
      owner[ordinal] = position;
      chunks[ordinal] = base + chunk;
      bodyLengths[ordinal] = segment.chunks[chunk * chunkWidth + chunkFields.body] ?? 0;
      headingLengths[ordinal] = segment.chunks[chunk * chunkWidth + chunkFields.heading] ?? 0;
    }
    totals.bodyLength += document.bodyLength;
    totals.headingLength += document.headingLength;
    totals.headedChunks += document.headedChunks;
  }
  return {
    partition,
    documents,
    decisions,
    ordinals,
    owner,
    chunks,
    bodyLengths,
    headingLengths,
    chunkCount,
    ...totals,
  };
}

/** Which readable chunks are of documents that pass a test, by ordinal. */
export function wantedChunks(readable: ReadableSet, isWanted: (document: LiveDocument) => boolean): Uint8Array {
  const verdicts = readable.documents.map((document) => (isWanted(document) ? 1 : 0));
  return Uint8Array.from(readable.owner, (position) => verdicts[position] ?? 0);
}

/** Bytes that a readable set holds. */
export function bytesOfSet({ ordinals, owner }: ReadableSet): number {
  return 4 * ordinals.length + 16 * owner.length;
}

interface Overview {
  readonly documents: readonly LiveDocument[];
  readonly acls: ReadonlyMap<string, Acl>;
}

const overviews = new WeakMap<Partition, Overview>();

function overviewOf(partition: Partition): Overview {
  let overview = overviews.get(partition);
  if (overview === undefined) {
    const documents = [...partition.documents.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
    overview = { documents, acls: new Map(documents.map(({ aclKey, acl }) => [aclKey, acl])) };
    overviews.set(partition, overview);
  }
  return overview;
}
