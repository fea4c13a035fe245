import type { StoredHeading } from '../segment/segment.ts';

/** A readable document in a listing. */
export interface DocumentSummary {
  readonly id: string;
  readonly uri: string;
  readonly title?: string | undefined;
  readonly mediaType: string;
  readonly digest: string;
  readonly trust: 'trusted' | 'untrusted';
  readonly chunks: number;
}

/** A document with its text, which the offsets of passages and citations count in. */
export interface StoredDocument extends DocumentSummary {
  readonly text: string;
  readonly headings: readonly StoredHeading[];
}
