import type { TextAnalysis } from '../analysis/analyser-source.ts';
import { digestText } from '../internal/digest-text.ts';
import type { TimeSlice } from '../internal/time-slice.ts';
import { analysedChunks } from './analysed-chunks.ts';
import { encodeContainer } from './container.ts';
import { headingsOf } from './headings-of.ts';
import { bytesOf, createPostingsBuilder } from './postings.ts';
import { chunkDigestBytes, type SegmentRecord, type StoredContent } from './segment.ts';

/** A document's content before it is cut. */
interface NewContent {
  readonly text: string;
  readonly digest: string;
  readonly mediaType: string;
  readonly title?: string | undefined;
}

/** Collects documents and changes until the batch is written as one segment. */
export interface SegmentBuilder {
  /** The version of the analyser that makes its terms. */
  readonly analysis: string;
  /** Chunks and indexes a document's content; returns its ordinal. */
  addContent(content: NewContent): Promise<number>;
  addRecord(record: SegmentRecord): void;
  readonly isEmpty: boolean;
  readonly isFull: boolean;
  readonly documents: number;
  readonly chunks: number;
  build(sequence: number): Promise<Uint8Array>;
}

const mostRecords = 256;
const mostUnits = 1_000_000;

/** Makes an empty builder. A batch is full at 256 records or a million characters: its buffers stay near 10 MB, and a crash loses at most that much work. */
export function createSegmentBuilder(
  tenant: string,
  analyser: TextAnalysis,
  slice: TimeSlice,
  maxRecords: number = mostRecords,
): SegmentBuilder {
  const encoder = new TextEncoder();
  const records: SegmentRecord[] = [];
  const contents: StoredContent[] = [];
  const texts: Uint8Array[] = [];
  const table: number[] = [];
  const digests: (string | Promise<string>)[] = [];
  const body = createPostingsBuilder(true);
  const heading = createPostingsBuilder();
  let textBytes = 0;
  let units = 0;
  let chunkCount = 0;

  return {
    analysis: analyser.version,
    async addContent({ text, digest, mediaType, title }) {
      const paths: (readonly string[])[] = [];
      const chunkStart = chunkCount;
      for (const chunk of analysedChunks({ text, mediaType, title }, analyser, paths)) {
        if (slice.isOver()) await slice.next();
        const { start, end, path, leadIn } = chunk;
        const bodyLength = body.add(chunkCount, chunk.body);
        const headingLength = heading.add(chunkCount, chunk.heading);
        table.push(start, end, path, bodyLength, headingLength, leadIn?.start ?? 0, leadIn?.end ?? 0);
        digests.push(digestText(chunk.embedded));
        chunkCount++;
      }
      const encoded = encoder.encode(text);
      texts.push(encoded);
      contents.push({
        digest,
        mediaType,
        title,
        textStart: textBytes,
        textBytes: encoded.length,
        chunkStart,
        chunkCount: chunkCount - chunkStart,
        headings: await headingsOf(text, mediaType, slice),
        paths,
      });
      textBytes += encoded.length;
      units += text.length;
      return contents.length - 1;
    },
    addRecord(record) {
      records.push(record);
    },
    get isEmpty() {
      return records.length === 0;
    },
    get isFull() {
      return records.length >= maxRecords || units >= mostUnits;
    },
    get documents() {
      return contents.length;
    },
    get chunks() {
      return chunkCount;
    },
    async build(sequence) {
      const chunkDigests = new Uint8Array(chunkCount * chunkDigestBytes);
      for (const [index, pending] of digests.entries()) {
        const digest = await pending;
        if (slice.isOver()) await slice.next();
        chunkDigests.set(Buffer.from(digest.slice(7, 7 + 2 * chunkDigestBytes), 'hex'), index * chunkDigestBytes);
      }
      const bodyPostings = await body.build(slice);
      const headingPostings = await heading.build(slice);
      const json = async (values: readonly unknown[]): Promise<Uint8Array[]> => {
        const lines: Uint8Array[] = [];
        for (const value of values) {
          if (slice.isOver()) await slice.next();
          lines.push(encoder.encode(`${JSON.stringify(value)}\n`));
        }
        return lines;
      };
      return encodeContainer({ kind: 'segment', tenant, sequence, chunkCount }, [
        ['records', await json(records)],
        ['contents', await json(contents)],
        ['chunks', [bytesOf(Uint32Array.from(table))]],
        ['chunkDigests', [chunkDigests]],
        ['bodyTerms', [bodyPostings.terms]],
        ['bodyOffsets', [bodyPostings.offsets]],
        ['bodyEntries', [bodyPostings.entries]],
        ['bodyOrder', [bodyPostings.sequence]],
        ['headingTerms', [headingPostings.terms]],
        ['headingOffsets', [headingPostings.offsets]],
        ['headingEntries', [headingPostings.entries]],
        ['texts', texts],
      ]);
    },
  };
}
