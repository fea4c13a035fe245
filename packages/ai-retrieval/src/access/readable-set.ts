import { isAllowed, type Acl, type Principal } from '@org/ai-core';
import type { LiveDocument, Partition } from '../index/partition.ts';

/** What one principal may read of a partition: computed before anything is ranked, and all that ranking ever sees. */
export interface ReadableSet {
  readonly partition: Partition;
  readonly documents: readonly LiveDocument[];
  /** For each chunk of the partition: 1 + position in `documents`, or 0 when it is not readable. */
  readonly owner: Uint32Array;
  readonly chunkCount: number;
  readonly bodyLength: number;
  readonly headingLength: number;
  readonly headedChunks: number;
}

/** Decides on an ACL; the tenant has been matched before. A port, so that the leakage suite can be shown to notice a wrong one. */
export type AccessRule = (acl: Acl, principal: Principal) => boolean;

/** Computes the readable set in one walk over the documents; each distinct ACL is decided once. */
export function readableSet(partition: Partition, principal: Principal, rule: AccessRule = isAllowed): ReadableSet {
  const decided = new Map<string, boolean>();
  return collect(partition, partition.documents.values(), (document) => {
    let isReadable = decided.get(document.aclKey);
    if (isReadable === undefined) {
      isReadable = rule(document.acl, principal);
      decided.set(document.aclKey, isReadable);
    }
    return isReadable;
  });
}

/** The part of a readable set whose documents pass a test; what is left out is not looked at any more. */
export function filteredSet(readable: ReadableSet, isWanted: (document: LiveDocument) => boolean): ReadableSet {
  return collect(readable.partition, readable.documents, isWanted);
}

function collect(
  partition: Partition,
  candidates: Iterable<LiveDocument>,
  isWanted: (document: LiveDocument) => boolean,
): ReadableSet {
  const documents: LiveDocument[] = [];
  const owner = new Uint32Array(partition.chunkCount);
  let chunkCount = 0;
  let bodyLength = 0;
  let headingLength = 0;
  let headedChunks = 0;
  for (const document of candidates) {
    if (!isWanted(document)) continue;
    documents.push(document);
    const { chunkStart, chunkCount: count } = document.content;
    const start = (partition.bases[document.segmentIndex] ?? 0) + chunkStart;
    owner.fill(documents.length, start, start + count);
    chunkCount += count;
    bodyLength += document.bodyLength;
    headingLength += document.headingLength;
    headedChunks += document.headedChunks;
  }
  return { partition, documents, owner, chunkCount, bodyLength, headingLength, headedChunks };
}
