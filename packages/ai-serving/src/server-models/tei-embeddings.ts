import { readVectors } from '../openai/embedding-rows.ts';
import type { ServerEmbeddingsOptions } from './endpoint-options.ts';
import { createJsonServer } from './json-server.ts';
import { createServerEmbedder, type ServerEmbeddings } from './server-embedder.ts';

/** Options of {@link createTeiEmbeddings}. */
export interface TeiEmbeddingsOptions extends ServerEmbeddingsOptions {
  /** Whether the server cuts texts that are too long; otherwise it refuses them. @defaultValue true */
  readonly shouldTruncate?: boolean | undefined;
}

/**
 * Makes an embedding model of a text-embeddings-inference server (`/embed`). Its largest batch is 32 unless it was started with another `--max-client-batch-size`.
 *
 * @throws AiError `invalid-input` when an option is not valid. Calls reject as those of `createOpenAiModel`, and with `protocol` when a row is missing, of another width or not numbers
 * @example
 * ```ts
 * import { createContext, createServicePrincipal } from '@org/ai-core';
 * import { createTeiEmbeddings } from '@org/ai-serving';
 *
 * const model = createTeiEmbeddings({ baseUrl: 'http://127.0.0.1:8080', dimensions: 384, revision: 'sha256:...' });
 * const context = createContext({ principal: createServicePrincipal({ tenant: 'meridian', subject: 'ingest' }) });
 * const { vectors } = await model.embed({ texts: ['late parcel'], kind: 'query' }, context);
 * ```
 */
export function createTeiEmbeddings(options: TeiEmbeddingsOptions): ServerEmbeddings {
  const { shouldTruncate = true } = options;
  return createServerEmbedder(options, createJsonServer(options), {
    name: 'tei',
    id: 'text-embeddings-inference',
    path: '/embed',
    body: (inputs) => ({ inputs: [...inputs], truncate: shouldTruncate, normalize: true }),
    read: (answer, target, dimensions) => {
      const rows: unknown = Array.isArray(answer) ? answer.map((embedding: unknown) => ({ embedding })) : answer;
      readVectors(rows, target, dimensions);
    },
  });
}
