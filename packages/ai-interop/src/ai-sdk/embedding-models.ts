import {
  AiError,
  contextSignal,
  estimateTokens,
  systemClock,
  throwIfDone,
  type CallContext,
  type Clock,
  type EmbeddingModel,
} from '@org/ai-core';
import { untilFired } from '../internal/until-fired.ts';
import { contextOf, type ContextSource } from './call-context.ts';
import { errorFromSdk } from './sdk-error.ts';

/** An embedding model of the AI SDK, versions 2 to 4, as far as it is used here. */
export interface AiSdkEmbeddingModel {
  readonly specificationVersion: 'v2' | 'v3' | 'v4';
  readonly provider: string;
  readonly modelId: string;
  readonly maxEmbeddingsPerCall?: PromiseLike<number | undefined> | number | undefined;
  doEmbed(
    options: never,
  ): PromiseLike<{ readonly embeddings: readonly (readonly number[])[]; readonly usage?: unknown }>;
}

/** What an embedding model of the SDK returns. */
export interface AiSdkEmbeddings {
  readonly embeddings: readonly (readonly number[])[];
}

/** What a call of the SDK does not say of embeddings. */
export interface ToAiSdkEmbeddingOptions<V extends 'v3' | 'v4' = 'v4'> {
  /** For whom the calls are made. The SDK's abort signal is joined to the context's own. */
  readonly context: ContextSource;
  /** Whether the values are queries or documents: the SDK does not say. Make one model for each where the embedder tells them apart. */
  readonly kind: 'query' | 'document';
  /** `v3` for `ai` 6. @defaultValue `v4`, for `ai` 7 */
  readonly specificationVersion?: V | undefined;
}

/** An embedding model as `embed` and `embedMany` of the AI SDK take it. */
export interface EmbeddingModelForAiSdk<V extends 'v3' | 'v4' = 'v4'> {
  readonly specificationVersion: V;
  readonly provider: string;
  readonly modelId: string;
  readonly maxEmbeddingsPerCall: number | undefined;
  readonly supportsParallelCalls: boolean;
  doEmbed(options: { readonly values: string[]; readonly abortSignal?: AbortSignal | undefined }): Promise<{
    embeddings: number[][];
    usage: { tokens: number };
    warnings: never[];
  }>;
}

/** Values of one call of the SDK; more are sent in several. */
const mostPerCall = 2_048;

/**
 * Makes an embedding model for the AI SDK of any embedding model of ours, so that `embed` and `embedMany` run on a local engine or a server.
 *
 * @example
 * ```ts
 * import type { CallContext, EmbeddingModel } from '@org/ai-core';
 * import { toAiSdkEmbedding } from '@org/ai-interop/ai-sdk';
 * import { embedMany } from 'ai';
 *
 * declare const context: CallContext; // who asks
 * declare const embedder: EmbeddingModel; // engine.embedder(model), createTeiEmbeddings(...), ...
 * const { embeddings } = await embedMany({
 *   model: toAiSdkEmbedding(embedder, { context, kind: 'document' }),
 *   values: ['late parcel', 'refund form'],
 * });
 * console.log(embeddings.length);
 * ```
 */
export function toAiSdkEmbedding<V extends 'v3' | 'v4' = 'v4'>(
  model: EmbeddingModel,
  { context, kind, specificationVersion }: ToAiSdkEmbeddingOptions<V>,
): EmbeddingModelForAiSdk<V> {
  return {
    specificationVersion: specificationVersion ?? ('v4' as V),
    provider: '@org/ai',
    modelId: model.id,
    maxEmbeddingsPerCall: mostPerCall,
    supportsParallelCalls: true,
    async doEmbed({ values, abortSignal }) {
      const { vectors, dimensions, usage } = await model.embed(
        { texts: values, kind },
        await contextOf(context, abortSignal),
      );
      const embeddings = values.map((_, row) => [...vectors.subarray(row * dimensions, (row + 1) * dimensions)]);
      return { embeddings, usage: { tokens: usage.inputTokens }, warnings: [] };
    },
  };
}

/** What the SDK does not say of its embedding models. */
export interface FromAiSdkEmbeddingOptions {
  /** Width of the vectors, checked on every answer. */
  readonly dimensions: number;
  /** Names the weights: two revisions never share an index. */
  readonly revision: string;
  readonly maxInputTokens?: number | undefined;
  /** @defaultValue the machine's clock */
  readonly clock?: Clock | undefined;
}

/**
 * Makes an embedding model of any of the AI SDK's, with rows of unit length.
 *
 * @throws AiError `invalid-input` for an option that is not valid, `unsupported` for something that is no such model. Calls reject with `protocol` for a wrong number of rows, another width or what is no number
 * @example
 * ```ts
 * import { fromAiSdkEmbedding, type AiSdkEmbeddingModel } from '@org/ai-interop/ai-sdk';
 *
 * declare const model: AiSdkEmbeddingModel; // openai.embedding('text-embedding-3-small'), ...
 * const embedder = fromAiSdkEmbedding(model, { dimensions: 1_536, revision: '2024-01' });
 * console.log(embedder.fingerprint);
 * ```
 */
export function fromAiSdkEmbedding(model: AiSdkEmbeddingModel, options: FromAiSdkEmbeddingOptions): EmbeddingModel {
  const { dimensions, revision, maxInputTokens, clock = systemClock } = options;
  if (typeof (model as Partial<AiSdkEmbeddingModel> | undefined)?.doEmbed !== 'function') {
    throw new AiError('unsupported', 'model is no embedding model of the AI SDK (specification version 2, 3 or 4)');
  }
  if (!Number.isSafeInteger(dimensions) || dimensions < 1)
    throw new AiError('invalid-input', 'dimensions must be a positive integer', { details: { field: 'dimensions' } });
  if (revision === '')
    throw new AiError('invalid-input', 'revision must name the weights', { details: { field: 'revision' } });
  const call = model.doEmbed.bind(model) as (options: {
    readonly values: readonly string[];
    readonly abortSignal: AbortSignal;
  }) => PromiseLike<AiSdkEmbeddings>;
  const embedPart = async (values: readonly string[], signal: AbortSignal, target: Float32Array): Promise<void> => {
    let answer: AiSdkEmbeddings;
    try {
      answer = await untilFired(signal, () => Promise.resolve(call({ values: [...values], abortSignal: signal })));
    } catch (error) {
      throw errorFromSdk(error, signal, false);
    }
    const { embeddings } = answer;
    if (embeddings.length !== values.length) {
      throw new AiError(
        'protocol',
        `the model gave ${String(embeddings.length)} embeddings for ${String(values.length)} texts`,
      );
    }
    for (const [row, numbers] of embeddings.entries())
      writeUnitRow(numbers, target.subarray(row * dimensions, (row + 1) * dimensions));
  };
  return {
    id: model.modelId,
    fingerprint: `ai-sdk:${model.provider}:${model.modelId}:${String(dimensions)}:${revision}`,
    dimensions,
    maxInputTokens,
    async embed({ texts }, context: CallContext) {
      throwIfDone(context, clock);
      const most = Math.max(1, (await model.maxEmbeddingsPerCall) ?? mostPerCall);
      const deadline = contextSignal(context, clock);
      const vectors = new Float32Array(texts.length * dimensions);
      try {
        for (let from = 0; from < texts.length; from += most) {
          const values = texts.slice(from, from + most);
          const target = vectors.subarray(from * dimensions, (from + values.length) * dimensions);
          await embedPart(values, deadline.signal, target);
        }
      } finally {
        deadline[Symbol.dispose]();
      }
      const inputTokens = texts.reduce((sum, text) => sum + estimateTokens(text), 0);
      return { vectors, dimensions, truncated: [], usage: { inputTokens, outputTokens: 0, source: 'estimated' } };
    },
  };
}

function writeUnitRow(numbers: readonly number[], row: Float32Array): void {
  if (numbers.length !== row.length) {
    throw new AiError(
      'protocol',
      `the model gave vectors of ${String(numbers.length)} dimensions, not ${String(row.length)}; check dimensions`,
    );
  }
  const length = Math.sqrt(numbers.reduce((sum, value) => sum + value * value, 0));
  if (!(length > 0 && Number.isFinite(length)))
    throw new AiError('protocol', 'the model gave an embedding without a direction, or what is no number');
  for (const [column, value] of numbers.entries()) row[column] = value / length;
}
