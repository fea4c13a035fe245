import { AiError, type RerankModel } from '@org/ai-core';
import { contextOf, type ContextSource } from './call-context.ts';

/** What a call of the SDK does not say of reranking. */
export interface ToAiSdkRerankingOptions<V extends 'v3' | 'v4' = 'v4'> {
  /** For whom the calls are made. The SDK's abort signal is joined to the context's own. */
  readonly context: ContextSource;
  /** `v3` for `ai` 6. @defaultValue `v4`, for `ai` 7 */
  readonly specificationVersion?: V | undefined;
}

/** A reranking model as `rerank` of the AI SDK takes it. */
export interface RerankingModelForAiSdk<V extends 'v3' | 'v4' = 'v4'> {
  readonly specificationVersion: V;
  readonly provider: string;
  readonly modelId: string;
  doRerank(options: {
    readonly documents:
      { readonly type: 'text'; readonly values: string[] } | { readonly type: 'object'; readonly values: object[] };
    readonly query: string;
    readonly topN?: number | undefined;
    readonly abortSignal?: AbortSignal | undefined;
  }): Promise<{ ranking: { index: number; relevanceScore: number }[]; warnings: never[] }>;
}

/**
 * Makes a reranking model for the AI SDK of any reranking model of ours. Objects are read as their JSON, which is what they are to a model of texts.
 *
 * @example
 * ```ts
 * import type { CallContext, RerankModel } from '@org/ai-core';
 * import { toAiSdkReranking } from '@org/ai-interop/ai-sdk';
 * import { rerank } from 'ai';
 *
 * declare const context: CallContext; // who asks
 * declare const reranker: RerankModel; // engine.reranker(model), createTeiReranker(...), ...
 * const { rerankedDocuments } = await rerank({
 *   model: toAiSdkReranking(reranker, { context }),
 *   query: 'late parcel',
 *   documents: ['refund form', 'parcel tracking'],
 *   topN: 1,
 * });
 * console.log(rerankedDocuments);
 * ```
 */
export function toAiSdkReranking<V extends 'v3' | 'v4' = 'v4'>(
  model: RerankModel,
  { context, specificationVersion }: ToAiSdkRerankingOptions<V>,
): RerankingModelForAiSdk<V> {
  return {
    specificationVersion: specificationVersion ?? ('v4' as V),
    provider: '@org/ai',
    modelId: model.id,
    async doRerank({ documents, query, topN, abortSignal }) {
      const texts =
        documents.type === 'text' ? documents.values : documents.values.map((value) => JSON.stringify(value));
      if (topN !== undefined && !(Number.isInteger(topN) && topN > 0))
        throw new AiError('invalid-input', 'topN must be a positive whole number', { details: { field: 'topN' } });
      const { ranking } = await model.rerank(
        { query, documents: texts, limit: topN },
        await contextOf(context, abortSignal),
      );
      return { ranking: ranking.map(({ index, score }) => ({ index, relevanceScore: score })), warnings: [] };
    },
  };
}
