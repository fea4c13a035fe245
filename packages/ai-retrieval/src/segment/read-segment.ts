import { AiError, sha256 } from '@org/ai-core';
import type { FileSystem } from '@org/ai-storage';
import { z } from 'zod';
import { createTimeSlice } from '../internal/time-slice.ts';
import { decodeContainer, type Container } from './container.ts';
import { decodePostings, decodeSequence, wordsOf, type Postings } from './postings.ts';
import { chunkFields, chunkWidth, type Segment, type SegmentVectors } from './segment.ts';

/** A file of the index as its manifest names it. */
export interface FileRef {
  readonly name: string;
  readonly digest: string;
  readonly bytes: number;
}

/** A file of vectors, and whose they are. */
export interface VectorsRef extends FileRef {
  readonly fingerprint: string;
  readonly dimensions: number;
}

const segmentHeader = z.object({ kind: z.literal('segment'), tenant: z.string(), chunkCount: z.int().nonnegative() });
const vectorsHeader = z.object({
  kind: z.literal('vectors'),
  segment: z.string(),
  fingerprint: z.string(),
  dimensions: z.int().positive(),
});

/** @throws AiError `integrity` when the file is not, byte for byte, what the manifest names */
export async function readVerified(fileSystem: FileSystem, path: string, ref: FileRef): Promise<Uint8Array> {
  const bytes = await fileSystem.readFile(path);
  if (bytes.length !== ref.bytes || (await sha256(bytes)) !== ref.digest) {
    throw new AiError(
      'integrity',
      `${ref.name} is damaged: its digest is not the one in the manifest; restore it from a backup or ingest into a new folder`,
      {
        details: { file: ref.name },
      },
    );
  }
  return bytes;
}

/** Reads verified bytes as a segment. */
export async function decodeSegment(bytes: Uint8Array, name: string, path: string, tenant: string): Promise<Segment> {
  const slice = createTimeSlice();
  const container = decodeContainer(bytes, name);
  const header = segmentHeader.safeParse(container.header);
  if (!header.success || header.data.tenant !== tenant) {
    throw new AiError('integrity', `${name} is no segment of this tenant; restore the folder from a backup`);
  }
  const chunks = wordsOf(container.section('chunks'));
  const { chunkCount } = header.data;
  const body = await postings(container, 'body', slice);
  const lengths = Array.from({ length: chunkCount }, (_, chunk) => chunks[chunk * chunkWidth + chunkFields.body] ?? 0);
  return {
    name,
    path,
    textsOffset: container.offsetOf('texts'),
    records: await jsonLines(container.section('records'), slice),
    contents: await jsonLines(container.section('contents'), slice),
    chunkCount,
    chunks,
    chunkDigests: container.section('chunkDigests'),
    body,
    order: decodeSequence(container.section('bodyOrder'), body.terms.size, lengths),
    heading: await postings(container, 'heading', slice),
  };
}

/** The vectors of a segment in a file that its manifest names. */
export function vectorsIn(fileSystem: FileSystem, path: string, ref: VectorsRef, segment: Segment): SegmentVectors {
  const { digest, fingerprint, dimensions } = ref;
  const read = async (): Promise<Float32Array> =>
    decodeVectors(await readVerified(fileSystem, path, ref), ref.name, segment);
  return { digest, fingerprint, dimensions, read };
}

/** Reads verified bytes as the vectors of a segment. */
export function decodeVectors(bytes: Uint8Array, name: string, segment: Segment): Float32Array {
  const container = decodeContainer(bytes, name);
  const header = vectorsHeader.safeParse(container.header);
  const words = container.section('vectors');
  const rows = new Float32Array(words.buffer, words.byteOffset, words.byteLength >> 2);
  if (
    !header.success ||
    header.data.segment !== segment.name ||
    rows.length !== segment.chunkCount * header.data.dimensions
  ) {
    throw new AiError(
      'integrity',
      `${name} does not hold the vectors of ${segment.name}; restore the folder from a backup`,
    );
  }
  return rows;
}

async function postings(
  container: Container,
  field: string,
  slice: ReturnType<typeof createTimeSlice>,
): Promise<Postings> {
  if (slice.isOver()) await slice.next();
  return decodePostings({
    terms: container.section(`${field}Terms`),
    offsets: container.section(`${field}Offsets`),
    entries: container.section(`${field}Entries`),
  });
}

/** Lines that our own builder wrote and the digest vouches for. */
async function jsonLines<T>(bytes: Uint8Array, slice: ReturnType<typeof createTimeSlice>): Promise<readonly T[]> {
  const values: T[] = [];
  const text = new TextDecoder().decode(bytes);
  let at = 0;
  while (at < text.length) {
    if (slice.isOver()) await slice.next();
    const end = text.indexOf('\n', at);
    values.push(JSON.parse(text.slice(at, end)) as T);
    at = end + 1;
  }
  return values;
}
