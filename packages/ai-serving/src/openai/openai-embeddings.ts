import { AiError, estimateTokens, systemClock, type EmbeddingModel, type JsonValue } from '@org/ai-core';
import { readBounded } from '../http/read-bounded.ts';
import { inBandError } from '../http/status-error.ts';
import { resolveTimeouts } from '../http/timeouts.ts';
import { createTransport, type Transport } from '../http/transport.ts';
import { startWatchdog } from '../http/watchdog.ts';
import { readVectors } from './embedding-rows.ts';
import { asRecord } from './json-record.ts';
import type { OpenAiEndpointOptions } from './openai-options.ts';
import { parseJson } from './parse-json.ts';

/** Options of {@link createOpenAiEmbeddings}. */
export interface OpenAiEmbeddingsOptions extends OpenAiEndpointOptions {
  /** Width of the vectors, checked on every answer. */
  readonly dimensions: number;
  /** Asks the server to shorten the vectors to `dimensions` (models of the text-embedding-3 kind). @defaultValue false */
  readonly shouldShorten?: boolean | undefined;
  /** Part of the fingerprint: change it when the server's weights change under the same name. @defaultValue '1' */
  readonly revision?: string | undefined;
  readonly maxInputTokens?: number | undefined;
  /** Texts sent in one request; more are sent in several, one after another. @defaultValue 256 */
  readonly batchSize?: number | undefined;
  /** Put before each query and each document, for models that were trained with prefixes. @defaultValue nothing */
  readonly prefixes?: { readonly query: string; readonly document: string } | undefined;
}

/** An embedding model over the OpenAI protocol; disposing it closes its connections. */
export interface OpenAiEmbeddings extends EmbeddingModel, AsyncDisposable {}

/**
 * Makes an embedding model of any server that speaks the OpenAI embeddings protocol. Rows come back in the order of the texts and of unit length, whatever the server sends.
 * The server truncates or refuses long texts itself and does not say which, so `truncated` is empty.
 *
 * @throws AiError `invalid-input` when an option is not valid. Calls reject as those of `createOpenAiModel`, and with `protocol` when a row is missing, repeated, of another width or not numbers
 * @example
 * ```ts
 * import { createContext, createServicePrincipal } from '@org/ai-core';
 * import { createOpenAiEmbeddings } from '@org/ai-serving';
 *
 * const model = createOpenAiEmbeddings({ baseUrl: 'http://127.0.0.1:8080/v1', model: 'bge-small', dimensions: 384 });
 * const context = createContext({ principal: createServicePrincipal({ tenant: 'meridian', subject: 'ingest' }) });
 * const { vectors } = await model.embed({ texts: ['late parcel'], kind: 'query' }, context);
 * ```
 */
export function createOpenAiEmbeddings(options: OpenAiEmbeddingsOptions): OpenAiEmbeddings {
  const {
    dimensions,
    clock = systemClock,
    batchSize = 256,
    maxResponseBytes = 64 * 1_048_576,
    prefixes,
    revision = '1',
  } = options;
  if (!Number.isSafeInteger(dimensions) || dimensions < 1)
    throw new AiError('invalid-input', 'dimensions must be a positive integer');
  if (!Number.isSafeInteger(batchSize) || batchSize < 1)
    throw new AiError('invalid-input', 'batchSize must be a positive integer');
  const timeouts = resolveTimeouts(options.timeouts);
  const transport: Transport = createTransport({ ...options, connectMs: timeouts.connectMs, maxResponseBytes });
  const provider = options.provider ?? transport.host;
  const prefixKey = prefixes === undefined ? '' : `:${JSON.stringify([prefixes.query, prefixes.document])}`;

  return {
    id: options.model,
    fingerprint: `openai:${provider}:${options.model}:${String(dimensions)}:${revision}${prefixKey}`,
    dimensions,
    maxInputTokens: options.maxInputTokens,
    async embed({ texts, kind }, context) {
      const watchdog = startWatchdog(context, clock, timeouts, false);
      try {
        const vectors = new Float32Array(texts.length * dimensions);
        let inputTokens = 0;
        let isEstimated = false;
        for (let from = 0; from < texts.length; from += batchSize) {
          const batch = texts.slice(from, from + batchSize);
          const input = prefixes === undefined ? batch : batch.map((text) => prefixes[kind] + text);
          const body: JsonValue = {
            model: options.model,
            input,
            encoding_format: 'float',
            ...(options.shouldShorten === true ? { dimensions } : {}),
          };
          const reply = await transport.post('/embeddings', body, 'application/json', watchdog);
          const answer = asRecord(parseJson(await readBounded(reply.body, maxResponseBytes)));
          if (answer?.['error'] !== undefined && answer['error'] !== null) throw inBandError(answer['error']);
          readVectors(
            answer?.['data'],
            vectors.subarray(from * dimensions, (from + batch.length) * dimensions),
            dimensions,
          );
          const counted = asRecord(answer?.['usage'])?.['prompt_tokens'];
          const isCounted = typeof counted === 'number' && Number.isSafeInteger(counted) && counted >= 0;
          isEstimated ||= !isCounted;
          inputTokens += isCounted ? counted : input.reduce((sum, text) => sum + estimateTokens(text), 0);
        }
        return {
          vectors,
          dimensions,
          truncated: [],
          usage: { inputTokens, outputTokens: 0, source: isEstimated ? 'estimated' : 'provider' },
        };
      } finally {
        watchdog[Symbol.dispose]();
      }
    },
    [Symbol.asyncDispose]: () => transport[Symbol.asyncDispose](),
  };
}
