import type { Acl, JsonValue, TextSpan } from '@org/ai-core';
import type { Postings, TermSequence } from './postings.ts';

/** What a segment says about a document of its tenant; later segments override earlier ones. */
export type SegmentRecord =
  | { readonly kind: 'delete'; readonly id: string }
  | {
      readonly kind: 'put';
      readonly id: string;
      readonly uri: string;
      readonly acl: Acl;
      readonly trust: 'trusted' | 'untrusted';
      readonly metadata?: Readonly<Record<string, JsonValue>> | undefined;
      readonly modifiedMs?: number | undefined;
      /** Where the content is: an ordinal of this segment, or of an earlier one by name (when only access or metadata changed). */
      readonly content: number;
      readonly segment?: string | undefined;
    };

/** A heading of a document and the span of its line. */
export interface StoredHeading extends TextSpan {
  readonly level: number;
  readonly title: string;
}

/** The immutable part of a document: its text, and where its chunks are. */
export interface StoredContent {
  readonly digest: string;
  readonly mediaType: string;
  readonly title?: string | undefined;
  /** UTF-8 bytes in the section of texts. */
  readonly textStart: number;
  readonly textBytes: number;
  readonly chunkStart: number;
  readonly chunkCount: number;
  readonly headings: readonly StoredHeading[];
  /** The heading paths that its chunks refer to. */
  readonly paths: readonly (readonly string[])[];
}

/** Fields of a row of the chunk table, in order. */
export const chunkFields = { start: 0, end: 1, path: 2, body: 3, heading: 4, leadStart: 5, leadEnd: 6 } as const;
/** Numbers per chunk in the chunk table. */
export const chunkWidth = 7;
/** Bytes of a chunk's digest: half of a SHA-256, which identifies the text that was embedded. */
export const chunkDigestBytes = 16;

/** A segment in memory. Texts stay on disk. */
export interface Segment {
  readonly name: string;
  readonly path: string;
  readonly textsOffset: number;
  readonly records: readonly SegmentRecord[];
  readonly contents: readonly StoredContent[];
  readonly chunkCount: number;
  readonly chunks: Uint32Array;
  readonly chunkDigests: Uint8Array;
  readonly body: Postings;
  readonly heading: Postings;
  /** The body's terms in their order; segments of earlier versions have none. */
  readonly order: TermSequence | undefined;
}

/** The vectors of a segment. They stay on disk until a search or an ingestion needs them. */
export interface SegmentVectors {
  /** Of the file. */
  readonly digest: string;
  readonly fingerprint: string;
  readonly dimensions: number;
  /**
   * One row after the other, in the order of the chunks.
   *
   * @throws AiError `integrity` when the file is damaged
   */
  readonly read: () => Promise<Float32Array>;
}

/** The span of a chunk. */
export function chunkSpan(segment: Segment, chunk: number): TextSpan {
  const at = chunk * chunkWidth;
  return { start: segment.chunks[at] ?? 0, end: segment.chunks[at + 1] ?? 0 };
}

/** The heading path of a chunk. */
export function chunkPath(segment: Segment, content: StoredContent, chunk: number): readonly string[] {
  return content.paths[segment.chunks[chunk * chunkWidth + chunkFields.path] ?? 0] ?? [];
}

/** What is embedded for a chunk: the title and headings above it, the line that leads in, and its text. */
export function embeddedText(segment: Segment, content: StoredContent, chunk: number, text: string): string {
  const at = chunk * chunkWidth;
  const lead = text.slice(segment.chunks[at + chunkFields.leadStart], segment.chunks[at + chunkFields.leadEnd]);
  const { start, end } = chunkSpan(segment, chunk);
  return joinEmbedded(content.title, chunkPath(segment, content, chunk), lead, text.slice(start, end));
}

/** The text that stands for a chunk in the embedding space. */
export function joinEmbedded(title: string | undefined, path: readonly string[], lead: string, text: string): string {
  const above = [...new Set([title, ...path, lead])].filter((line) => line !== undefined && line !== '');
  return [...above, text].join('\n');
}
