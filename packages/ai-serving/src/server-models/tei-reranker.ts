import { AiError, estimateTokens, type RerankModel } from '@org/ai-core';
import { asList, asRecord } from '../openai/json-record.ts';
import type { ServerOptions } from './endpoint-options.ts';
import { createJsonServer } from './json-server.ts';

/** Options of {@link createTeiReranker}. */
export interface TeiRerankerOptions extends ServerOptions {
  /** Whether the server cuts documents that are too long; otherwise it refuses them. @defaultValue true */
  readonly shouldTruncate?: boolean | undefined;
}

/** A reranking model on a server; disposing it closes its connections. */
export interface ServerReranker extends RerankModel, AsyncDisposable {}

/**
 * Makes a reranking model of a text-embeddings-inference server that runs a cross-encoder (`/rerank`). More documents than `batchSize` are scored in several requests, which the scores of a cross-encoder allow.
 *
 * @throws AiError `invalid-input` when an option is not valid. Calls reject as those of `createOpenAiModel`, and with `protocol` when a score is missing, repeated or no number
 * @example
 * ```ts
 * import { createTeiReranker } from '@org/ai-serving';
 *
 * const reranker = createTeiReranker({ baseUrl: 'http://127.0.0.1:8081', revision: 'sha256:...' });
 * console.log(reranker.id);
 * ```
 */
export function createTeiReranker(options: TeiRerankerOptions): ServerReranker {
  const { shouldTruncate = true } = options;
  const server = createJsonServer(options);
  return {
    id: `text-embeddings-inference:${options.revision}`,
    rerank: ({ query, documents, limit }, context) => {
      if (limit !== undefined && !(Number.isInteger(limit) && limit > 0))
        throw new AiError('invalid-input', 'limit must be a positive whole number', { details: { field: 'limit' } });
      return server.call(context, async (post) => {
        const scores = new Float64Array(documents.length);
        let inputTokens = 0;
        for (let from = 0; from < documents.length; from += server.batchSize) {
          const texts = documents.slice(from, from + server.batchSize);
          const answer = await post('/rerank', { query, texts, truncate: shouldTruncate, raw_scores: false });
          readScores(answer, scores.subarray(from, from + texts.length));
          inputTokens += texts.reduce((sum, text) => sum + estimateTokens(text) + estimateTokens(query), 0);
        }
        const order = [...documents.keys()].sort((a, b) => (scores[b] ?? 0) - (scores[a] ?? 0) || a - b);
        return {
          ranking: order.slice(0, limit).map((index) => ({ index, score: scores[index] ?? 0 })),
          truncated: [],
          usage: { inputTokens, outputTokens: 0, source: 'estimated' },
        };
      });
    },
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}

function readScores(answer: unknown, target: Float64Array): void {
  const seen = new Set<number>();
  for (const item of asList(answer)) {
    const { index, score } = asRecord(item) ?? {};
    if (typeof index !== 'number' || !(index in target) || seen.has(index))
      throw new AiError('protocol', 'the server numbered its scores wrongly: an index is repeated or out of range');
    if (typeof score !== 'number' || !Number.isFinite(score))
      throw new AiError('protocol', 'the server gave a score that is no number');
    seen.add(index);
    target[index] = score;
  }
  if (seen.size !== target.length)
    throw new AiError('protocol', `the server gave ${String(seen.size)} scores for ${String(target.length)} documents`);
}
