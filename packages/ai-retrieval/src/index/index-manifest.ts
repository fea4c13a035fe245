import { AiError, type JsonValue } from '@org/ai-core';
import { z } from 'zod';
import type { FileRef, VectorsRef } from '../segment/read-segment.ts';

/** A segment file, with its vectors when they have been computed. */
export interface SegmentRef extends FileRef {
  readonly chunks: number;
  readonly vectors?: VectorsRef | undefined;
}

/** The segments of one tenant, and the model whose vectors they have or are to get. */
export interface PartitionManifest {
  readonly tenant: string;
  readonly folder: string;
  readonly analysis: string;
  readonly nextSequence: number;
  readonly segments: readonly SegmentRef[];
  readonly embedding?: { readonly fingerprint: string; readonly dimensions: number } | undefined;
  /** Its newest state was lost with a damaged manifest: nothing is read until the tenant's documents are ingested again. */
  readonly isClosed?: true | undefined;
}

/** What makes up the index. */
export interface IndexManifest {
  readonly format: 1;
  readonly partitions: readonly PartitionManifest[];
}

/** Name of the manifest's files. */
export const manifestName = 'index';

const fileRef = z.strictObject({
  name: z.string().regex(/^[\w-]{1,100}\.[a-z]{1,10}$/),
  digest: z.string(),
  bytes: z.int().nonnegative(),
});
const vectorsRef = fileRef.extend({ fingerprint: z.string(), dimensions: z.int().positive() });
// An earlier version did not say whose vectors a file holds: they are made anew at the next ingestion.
const vectors = z.union([vectorsRef, fileRef.transform(() => undefined)]);
const segmentRef = fileRef.extend({ chunks: z.int().nonnegative(), vectors: vectors.optional() });
const partition = z.strictObject({
  tenant: z.string(),
  folder: z.string().regex(/^[0-9a-f]{32}$/),
  analysis: z.string(),
  nextSequence: z.int().positive(),
  segments: z.array(segmentRef),
  embedding: z.strictObject({ fingerprint: z.string(), dimensions: z.int().positive() }).optional(),
  isClosed: z.literal(true).optional(),
});
const manifest: z.ZodType<IndexManifest> = z.strictObject({ format: z.literal(1), partitions: z.array(partition) });

/** @throws AiError `unsupported` for an index that another version wrote, or a foreign file */
export function parseIndexManifest(value: JsonValue): IndexManifest {
  const parsed = manifest.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new AiError('unsupported', 'the index folder was written by another version; ingest into a new folder');
}

/** Bytes of the files that a partition names. */
export function fileBytes({ segments }: PartitionManifest): number {
  return segments.reduce((sum, { bytes, vectors }) => sum + bytes + (vectors?.bytes ?? 0), 0);
}
