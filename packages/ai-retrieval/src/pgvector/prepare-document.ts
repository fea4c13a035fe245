import type { SourceDocument } from '@org/ai-core';
import { aclKey } from '../access/acl-key.ts';
import type { Analyser } from '../analysis/analyser.ts';
import { chunkDocument } from '../chunk/chunk-document.ts';
import { digestText } from '../internal/digest-text.ts';
import type { TimeSlice } from '../internal/time-slice.ts';
import { recordOf } from '../ingest/document-record.ts';
import { chunkDigestBytes, joinEmbedded, type StoredHeading } from '../segment/segment.ts';
import { scanBlocks } from '../structure/scan-blocks.ts';
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
  readonly aclKey: string;
  readonly rules: string;
  readonly record: StoredRecord;
  readonly chunks: readonly PreparedChunk[];
}

/** Cuts and analyses a document as the folder index does. */
export async function prepareDocument(
  document: SourceDocument,
  digest: string,
  analyser: Analyser,
  slice: TimeSlice,
): Promise<PreparedDocument> {
  const { id, text, mediaType, title, acl } = document;
  const paths: (readonly string[])[] = [];
  const known = new Map<string, number>();
  const chunks: PreparedChunk[] = [];
  for (const chunk of chunkDocument(text, mediaType)) {
    if (slice.isOver()) await slice.next();
    const key = chunk.headingPath.join('\n');
    const path = known.get(key) ?? paths.push(chunk.headingPath) - 1;
    known.set(key, path);
    const words = text.slice(chunk.start, chunk.end);
    const lead = chunk.leadIn === undefined ? '' : text.slice(chunk.leadIn.start, chunk.leadIn.end);
    const terms = new Map<string, [number, number]>();
    const count = (field: 0 | 1, source: string): number => {
      let length = 0;
      for (const term of analyser.terms(source)) {
        const counts = terms.get(term) ?? [0, 0];
        counts[field]++;
        terms.set(term, counts);
        length++;
      }
      return length;
    };
    const embedded = joinEmbedded(title, chunk.headingPath, lead, words);
    chunks.push({
      start: chunk.start,
      end: chunk.end,
      path,
      text: words,
      embedded,
      digest: (await digestText(embedded)).slice(7, 7 + 2 * chunkDigestBytes),
      bodyLength: count(0, words),
      headingLength: count(1, [title ?? '', ...chunk.headingPath, lead].join('\n')),
      terms,
    });
  }
  const record = { ...recordWithout(document), chunks: chunks.length, headings: headingsOf(text, mediaType), paths };
  return { id, text, digest, aclKey: aclKey(acl), rules: JSON.stringify(acl), record, chunks };
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

function headingsOf(text: string, mediaType: string): readonly StoredHeading[] {
  return Array.from(scanBlocks(text, mediaType)).flatMap((block) =>
    block.kind === 'heading'
      ? [{ level: block.level ?? 1, title: block.title ?? '', start: block.start, end: block.end }]
      : [],
  );
}
