import type { CallContext } from './caller.ts';
import type { Usage } from './chat-model.ts';
import type { TextSpan } from './text.ts';

/** `fingerprint`: weights digest, or provider + model + revision. Two fingerprints never share an index. */
export interface EmbeddingModel {
  readonly id: string;
  readonly fingerprint: string;
  readonly dimensions: number;
  readonly maxInputTokens?: number | undefined;
  embed(
    request: { readonly texts: readonly string[]; readonly kind: 'query' | 'document' },
    context: CallContext,
  ): Promise<EmbeddingBatch>;
}
/** `vectors` is row-major, `texts.length x dimensions`, rows of unit length. `truncated` lists the indices of texts that were cut. */
export interface EmbeddingBatch {
  readonly vectors: Float32Array;
  readonly dimensions: number;
  readonly truncated: readonly number[];
  readonly usage: Usage;
  readonly costNanoUsd?: number | undefined;
}
/** Orders documents by how well they answer a query. */
export interface RerankModel {
  readonly id: string;
  rerank(
    request: { readonly query: string; readonly documents: readonly string[]; readonly limit?: number | undefined },
    context: CallContext,
  ): Promise<{
    readonly ranking: readonly { readonly index: number; readonly score: number }[];
    readonly truncated: readonly number[];
    readonly usage: Usage;
    readonly costNanoUsd?: number | undefined;
  }>;
}
/** Scores texts for each of its labels. */
export interface TextClassifier {
  readonly id: string;
  readonly labels: readonly string[];
  readonly isMultiLabel: boolean;
  classify(
    request: { readonly texts: readonly string[] },
    context: CallContext,
  ): Promise<{
    readonly scores: readonly Readonly<Record<string, number>>[];
    readonly truncated: readonly number[];
    readonly usage: Usage;
  }>;
}
/** Finds labelled spans in texts, for instance names. */
export interface TextTagger {
  readonly id: string;
  readonly labels: readonly string[];
  tag(
    request: { readonly texts: readonly string[] },
    context: CallContext,
  ): Promise<{
    readonly spans: readonly (readonly (TextSpan & { readonly label: string; readonly score: number })[])[];
    readonly truncated: readonly number[];
    readonly usage: Usage;
  }>;
}
/** Says how far a premise supports or contradicts a hypothesis. */
export interface EntailmentModel {
  readonly id: string;
  entail(
    request: { readonly pairs: readonly { readonly premise: string; readonly hypothesis: string }[] },
    context: CallContext,
  ): Promise<{
    readonly scores: readonly { readonly entailed: number; readonly contradicted: number }[];
    readonly usage: Usage;
  }>;
}
/** Counts tokens as one model family does. */
export interface TokenCounter {
  readonly id: string;
  count(text: string): number;
}
/** Prices of model calls in billionths of a US dollar; undefined where a price is unknown. */
export interface PriceTable {
  readonly version: string;
  priceNanoUsd(model: string, usage: Usage, at: Date): number | undefined;
}
