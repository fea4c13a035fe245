import type { AccessExplanation, CallContext, Principal, SourceDocument } from '@org/ai-core';
import type { ErasureRecord } from '../ingest/erasure-record.ts';
import type { IngestOptions } from '../ingest/ingest.ts';
import type { IngestReport } from '../ingest/ingest-report.ts';
import type { SearchRequest, SearchResponse } from '../search/search-types.ts';
import type { DocumentSummary, StoredDocument } from './stored-document.ts';

/** A search index, wherever it keeps its documents. Every call needs a principal, whose tenant is a hard wall. */
export interface RetrievalIndex {
  /**
   * Takes documents of the principal's tenant. Unchanged ones cost nothing; a change of access alone embeds nothing and shows at the next query (a fitted embedder that learned from a text which is closed now is fitted anew).
   *
   * @throws AiError `unauthenticated`, `forbidden` (anonymous, a document of another tenant, a read-only index), `conflict` (another writer), `resource-exhausted`, `integrity`, `aborted`, `timeout`
   */
  ingest(documents: AsyncIterable<SourceDocument>, options: IngestOptions): Promise<IngestReport>;
  /**
   * Ranks what the principal may read. Everything in the response is a function of the readable documents alone.
   *
   * @throws AiError `unauthenticated`, `invalid-input`, `payload-too-large`, `integrity`, `aborted`, `timeout`
   */
  search(request: SearchRequest, context: CallContext): Promise<SearchResponse>;
  /** The document, or undefined when it is not there or not readable: the same answer. */
  readDocument(id: string, context: CallContext): Promise<StoredDocument | undefined>;
  /** The readable documents by id. */
  listDocuments(context: CallContext): Promise<readonly DocumentSummary[]>;
  /**
   * Says why a principal may read a document or not: for those who run the index, and for whoever may read the document.
   * Undefined when there is no such document in the principal's tenant, or the caller is a user who may not read it: the same answer.
   *
   * @throws AiError `unauthenticated`, `forbidden` (a principal of another tenant than the caller's), `aborted`, `timeout`
   */
  explainAccess(
    request: { readonly document: string; readonly principal: Principal },
    context: CallContext,
  ): Promise<AccessExplanation | undefined>;
  /**
   * Erases documents of the principal's tenant, also ones that are deleted already: texts, terms, access lists and vectors leave the store, and a fitted embedder is fitted anew on what is left.
   * Cut off at any point, it must be run again; backups and what the file system or the database server keeps underneath are not in its reach.
   *
   * @throws AiError `unauthenticated`, `forbidden` (anybody but a service that acts for itself, a read-only index), `invalid-input`, `conflict` (another writer, an embedder that the index was not opened with), `unsupported` (a fitted embedding that cannot forget), `integrity`, `aborted`, `timeout`
   */
  deleteDocuments(request: { readonly documents: readonly string[] }, context: CallContext): Promise<ErasureRecord>;
  /**
   * Erases, as {@link RetrievalIndex.deleteDocuments} does, every document that concerns a person: whose metadata has `subjects` with that id in it.
   *
   * @throws AiError as `deleteDocuments`
   */
  eraseSubject(request: { readonly subject: string }, context: CallContext): Promise<ErasureRecord>;
  /** Waits for a running ingestion; afterwards every call is refused. */
  close(): Promise<void>;
}
