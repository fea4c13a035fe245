import type { CallContext, Passage } from '@org/ai-core';

/** What a search did, as a function of the readable documents alone (timings apart). */
export interface SearchPlan {
  readonly mode: 'lexical' | 'dense' | 'hybrid';
  readonly strategy: string;
  readonly readableDocuments: number;
  readonly readableChunks: number;
  readonly candidates: number;
}

/** A document as its reader may see it. */
export interface ReadableDocument {
  readonly id: string;
  readonly digest: string;
  readonly title: string;
  readonly text: string;
  readonly trust: 'trusted' | 'untrusted';
}

/**
 * Where passages come from: a folder index of `@org/ai-retrieval`, or anything else that keeps two promises.
 * Access is decided before ranking, and a document that may not be read looks like one that is not there.
 */
export interface RagIndex {
  /** Readable passages, best first. */
  search(
    request: { readonly query: string; readonly limit?: number | undefined },
    context: CallContext,
  ): Promise<{ readonly passages: readonly Passage[]; readonly plan: SearchPlan }>;
  /** The document, or undefined when it is not there or not readable. */
  readDocument(id: string, context: CallContext): Promise<ReadableDocument | undefined>;
}
