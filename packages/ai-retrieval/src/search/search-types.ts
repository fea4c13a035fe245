import type { Passage } from '@org/ai-core';
import type { Freshness } from './freshness.ts';
import type { MetadataFilter } from './metadata-filter.ts';

/** How passages are ranked: by words, by meaning, or by both lists fused. */
export type SearchMode = 'lexical' | 'dense' | 'hybrid';

/** What to search for. */
export interface SearchRequest {
  /** At most 32,768 characters. */
  readonly query: string;
  /** 1 to 1,000. @defaultValue 10 */
  readonly limit?: number | undefined;
  /** @defaultValue lexical; `dense` and `hybrid` need an embedder of the tenant that the caller may use */
  readonly mode?: SearchMode | undefined;
  /** Rank only documents whose metadata fit. Statistics stay those of all readable documents, so that scores of a passage do not depend on the filter. */
  readonly where?: MetadataFilter | undefined;
  /** Words that no readable text has also find words that are spelt nearly so: one edit away, from eight letters on two. @defaultValue false */
  readonly fuzzy?: boolean | undefined;
  /** The last word may be unfinished: for search as somebody types. @defaultValue false */
  readonly prefix?: boolean | undefined;
  /** Share of the truly nearest chunks that dense and hybrid search find on average at least; 1 compares with every readable one. @defaultValue 0.99 */
  readonly minRecall?: number | undefined;
  /** Hybrid search alone: how much meaning counts beside words, 0 to 1, each list's scores over its highest; `fitFusion` finds it. @defaultValue both lists are fused by reciprocal rank */
  readonly denseWeight?: number | undefined;
  /** Let newer documents rank higher, by `modifiedAt`. In hybrid mode each list is aged before they are fused. */
  readonly freshness?: Freshness | undefined;
}

/** A passage with what it scored in each ranking, whatever the mode. */
export interface RetrievedPassage extends Passage {
  readonly title?: string | undefined;
  /** BM25; 0 when no query term occurs. */
  readonly lexicalScore: number;
  /** Cosine with the query; undefined when nothing was embedded. */
  readonly denseScore?: number | undefined;
}

/** Milliseconds of the parts of a search. */
export interface SearchTimings {
  readonly accessMs: number;
  readonly embedMs: number;
  readonly rankMs: number;
  readonly readMs: number;
}

/** How near chunks were found: by all floats, or by byte codes or signs first and floats of what they found; `none` when no readable chunk has a vector. */
export type VectorStrategy = 'exact-f32' | 'int8' | '1-bit' | 'none';

/** How the answer came about. A function of the readable documents alone, timings apart. */
export interface SearchPlan {
  /** What was done; lexical also when more was asked for but the tenant has no embedder that the caller may use. */
  readonly mode: SearchMode;
  readonly strategy: 'none' | 'bm25' | VectorStrategy | `bm25+${VectorStrategy}`;
  readonly readableDocuments: number;
  readonly readableChunks: number;
  /** Chunks that were ranked for the answer. */
  readonly candidates: number;
  readonly timings: SearchTimings;
}

/** The passages, best first, and the plan. */
export interface SearchResponse {
  readonly passages: readonly RetrievedPassage[];
  readonly plan: SearchPlan;
}
