// documents of a folder
export { readFolder, type ReadFolderOptions, type Trust } from './folder/read-folder.ts';
export type { FolderItem, FolderProblem, SkipReason } from './folder/folder-item.ts';

// the index
export type { RetrievalIndex } from './index/retrieval-index.ts';
export { openFolderIndex, type FolderIndex, type FolderIndexOptions } from './index/folder-index.ts';
export type { ChunkBudget } from './chunk/chunk-budget.ts';
export type { FittedEmbedding } from './embedding/fitted-embedding.ts';
export type { IngestOptions } from './ingest/ingest.ts';
export type { ErasedDocument, ErasureRecord } from './ingest/erasure-record.ts';
export type { IngestProblem, IngestProgress, IngestReport } from './ingest/ingest-report.ts';
export type { LineageEvent, LineageInput, OnLineage } from './lineage/lineage-event.ts';
export {
  toOpenLineage,
  type OpenLineageDataset,
  type OpenLineageEvent,
  type OpenLineageFacet,
  type OpenLineageOptions,
} from './lineage/open-lineage.ts';
export type { DocumentSummary, StoredDocument } from './index/stored-document.ts';
export type { StoredHeading } from './segment/segment.ts';

// running it
export { readIndexStatistics, type IndexStatistics, type TenantStatistics } from './index/index-statistics.ts';
export { snapshotFolderIndex, type SnapshotOptions, type SnapshotReport } from './index/snapshot-index.ts';
export {
  verifyFolderIndex,
  type FolderOptions,
  type IndexFault,
  type VerificationReport,
} from './index/verify-index.ts';
export type { CompactionReport } from './ingest/compact.ts';
// searching
export type { FilterValue, MetadataFilter } from './search/metadata-filter.ts';
export type {
  RetrievedPassage,
  SearchMode,
  SearchPlan,
  SearchRequest,
  SearchResponse,
  SearchTimings,
} from './search/search-types.ts';

// from a question to queries
export { rewriteQuestion, type ConversationTurn, type RewrittenQuestion } from './query/rewrite-question.ts';
export { decomposeQuestion, type DecomposedQuestion } from './query/decompose-question.ts';
export { imagineDocument, type HypotheticalDocument } from './query/imagine-document.ts';
export { searchMany, type SearchManyRequest, type SearchManyResponse } from './query/search-many.ts';
export type { QueryFallback, QueryModelOptions } from './query/ask-model.ts';

// from passages to a prompt
export { diversify, type DiversifyOptions } from './context/diversify.ts';
export { packContext, type PackedContext, type PackOptions } from './context/pack-context.ts';
export { rerankPassages, type RerankRequest } from './context/rerank-passages.ts';
// citing
export { checkCitation, type CheckedCitation, type CitationStatus } from './citation/check-citation.ts';
export { verifyCitation } from './citation/verify-citation.ts';
export { findQuote } from './citation/find-quote.ts';
