import type { SourceDocument } from '@org/ai-core';

/** Where a document is to be had. It travels in a job, in the queue's store: no texts and no secrets belong here. */
export interface SourceReference {
  /** Of the document, as the index is to know it. */
  readonly id: string;
  /** What `load` finds it by, such as a relative path or a row's key; at most 4,096 characters. */
  readonly locator: string;
  /** Of the text, `sha256:<hex>`: a source that reads differently by then is reported, and its document stays as it is. @defaultValue whatever is there is taken */
  readonly digest?: string | undefined;
  /** Of the document at its source, growing with each change (a sequence number, a time): an older one never replaces a newer one, whatever the order of the runs. Give it for all documents of a tenant or for none. @defaultValue the newer run wins */
  readonly version?: number | undefined;
}

/** Fetches what a reference names: reads and extracts. Undefined when it is gone. It is called again when a job is delivered again. */
export type LoadDocument = (
  reference: SourceReference,
  options: { readonly signal: AbortSignal },
) => Promise<SourceDocument | undefined>;
