import type { JsonValue } from '@org/ai-core';
import type { StoredHeading } from '../segment/segment.ts';

/** What a document is apart from its text, as it is stored. */
export interface StoredRecord {
  readonly uri: string;
  readonly title?: string | undefined;
  readonly mediaType: string;
  readonly trust: 'trusted' | 'untrusted';
  readonly metadata?: Readonly<Record<string, JsonValue>> | undefined;
  readonly modifiedMs?: number | undefined;
  readonly chunks: number;
  readonly headings: readonly StoredHeading[];
  /** The heading paths that its chunks refer to. */
  readonly paths: readonly (readonly string[])[];
}
