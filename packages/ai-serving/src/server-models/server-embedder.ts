import { AiError, type EmbeddingModel, estimateTokens, type JsonValue } from '@org/ai-core';
import type { ServerEmbeddingsOptions } from './endpoint-options.ts';
import type { JsonServer } from './json-server.ts';

/** An embedding model on a server; disposing it closes its connections. */
export interface ServerEmbeddings extends EmbeddingModel, AsyncDisposable {}

/** How one protocol asks for vectors. */
export interface EmbeddingProtocol {
  /** In front of the fingerprint, and the model's name in it. */
  readonly name: string;
  readonly id: string;
  readonly path: string;
  body(texts: readonly string[]): JsonValue;
  /** Writes unit rows. @throws AiError `protocol` */
  read(answer: unknown, target: Float32Array, dimensions: number): void;
}

/** The embedding model of a server by its protocol. Servers cut long texts without saying which, so `truncated` is empty; tokens are estimated. */
export function createServerEmbedder(
  { dimensions, prefixes, revision, maxInputTokens }: ServerEmbeddingsOptions,
  server: JsonServer,
  protocol: EmbeddingProtocol,
): ServerEmbeddings {
  if (!Number.isSafeInteger(dimensions) || dimensions < 1)
    throw new AiError('invalid-input', 'dimensions must be a positive integer', { details: { field: 'dimensions' } });
  const prefixKey = prefixes === undefined ? '' : `:${JSON.stringify([prefixes.query, prefixes.document])}`;
  return {
    id: protocol.id,
    fingerprint: `${protocol.name}:${server.host}:${protocol.id}:${String(dimensions)}:${revision}${prefixKey}`,
    dimensions,
    maxInputTokens,
    embed: ({ texts, kind }, context) =>
      server.call(context, async (post) => {
        const vectors = new Float32Array(texts.length * dimensions);
        let inputTokens = 0;
        for (let from = 0; from < texts.length; from += server.batchSize) {
          const batch = texts.slice(from, from + server.batchSize);
          const input = prefixes === undefined ? batch : batch.map((text) => prefixes[kind] + text);
          const answer = await post(protocol.path, protocol.body(input));
          protocol.read(answer, vectors.subarray(from * dimensions, (from + batch.length) * dimensions), dimensions);
          inputTokens += input.reduce((sum, text) => sum + estimateTokens(text), 0);
        }
        return { vectors, dimensions, truncated: [], usage: { inputTokens, outputTokens: 0, source: 'estimated' } };
      }),
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}
