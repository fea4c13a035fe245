import type { CallContext, Passage } from '@org/ai-core';
import type { SearchPlan } from '@org/ai-retrieval';

/** A document as its reader may see it. */
export interface ReadableDocument {
  readonly id: string;
  readonly digest: string;
  readonly title?: string | undefined;
  readonly text: string;
  readonly trust: 'trusted' | 'untrusted';
  /** In order; the first one names a document without a title. */
  readonly headings?: readonly { readonly title: string }[] | undefined;
}

/** A passage with the title of its document, which helps a model to rank it. */
export interface TitledPassage extends Passage {
  readonly title?: string | undefined;
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
  ): Promise<{ readonly passages: readonly TitledPassage[]; readonly plan: SearchPlan }>;
  /** The document, or undefined when it is not there or not readable. */
  readDocument(id: string, context: CallContext): Promise<ReadableDocument | undefined>;
}
