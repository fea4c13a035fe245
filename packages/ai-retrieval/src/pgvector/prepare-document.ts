import type { SourceDocument } from '@org/ai-core';
import type { TextAnalysis } from '../analysis/analyser-source.ts';
import { digestText } from '../internal/digest-text.ts';
import type { TimeSlice } from '../internal/time-slice.ts';
import { recordOf } from '../ingest/document-record.ts';
import { analysedChunks } from '../segment/analysed-chunks.ts';
import { headingsOf } from '../segment/headings-of.ts';
import { chunkDigestBytes } from '../segment/segment.ts';
import { aclDigest } from './row-key.ts';
import type { StoredRecord } from './stored-record.ts';

/** A chunk that is ready to be written. */
export interface PreparedChunk {
  readonly start: number;
  readonly end: number;
  readonly path: number;
  readonly text: string;
  /** What is embedded for it, and the digest of that in hexadecimal. */
  readonly embedded: string;
  readonly digest: string;
  readonly bodyLength: number;
  readonly headingLength: number;
  /** By term: how often it is in the body and in title and headings. */
  readonly terms: ReadonlyMap<string, readonly [body: number, heading: number]>;
}

/** A document as it is to be stored. */
export interface PreparedDocument {
  readonly id: string;
  readonly text: string;
  readonly digest: string;
  /** Digest of its access list. */
  readonly acl: string;
  readonly rules: string;
  readonly record: StoredRecord;
  readonly chunks: readonly PreparedChunk[];
}

/** Cuts and analyses a document as the folder index does. */
export async function prepareDocument(
  document: SourceDocument,
  digest: string,
  analyser: TextAnalysis,
  slice: TimeSlice,
): Promise<PreparedDocument> {
  const { id, text, mediaType, acl } = document;
  const paths: (readonly string[])[] = [];
  const chunks: PreparedChunk[] = [];
  for (const { start, end, path, text: words, body, heading, embedded } of analysedChunks(document, analyser, paths)) {
    if (slice.isOver()) await slice.next();
    const terms = new Map<string, [number, number]>();
    const bodyLength = countTerms(terms, 0, body);
    const headingLength = countTerms(terms, 1, heading);
    const embeddedDigest = (await digestText(embedded)).slice(7, 7 + 2 * chunkDigestBytes);
    chunks.push({ start, end, path, text: words, embedded, digest: embeddedDigest, bodyLength, headingLength, terms });
  }
  const headings = await headingsOf(text, mediaType, slice);
  const record = { ...recordWithout(document), chunks: chunks.length, headings, paths };
  return { id, text, digest, acl: aclDigest(acl), rules: JSON.stringify(acl), record, chunks };
}

function countTerms(counts: Map<string, [number, number]>, field: 0 | 1, terms: Iterable<string>): number {
  let length = 0;
  for (const term of terms) {
    const both = counts.get(term) ?? [0, 0];
    both[field]++;
    counts.set(term, both);
    length++;
  }
  return length;
}

/** The fields that may change while the text stays. */
export type PlainRecord = Omit<StoredRecord, 'chunks' | 'headings' | 'paths'>;

/** The record of a document without what its text decides. */
export function recordWithout(document: SourceDocument): PlainRecord {
  const { uri, trust, metadata, modifiedMs } = recordOf(document, 0, undefined);
  const { title, mediaType } = document;
  return {
    uri,
    mediaType,
    trust,
    ...(title !== undefined && { title }),
    ...(metadata && { metadata }),
    ...(modifiedMs !== undefined && { modifiedMs }),
  };
}
