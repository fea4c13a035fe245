import type { Clock } from '@org/ai-core';
import type { Dispatcher } from 'undici';
import type { ApiKey } from '../http/api-key.ts';
import type { Timeouts } from '../http/timeouts.ts';

/** How a model server is reached. */
export interface ServerOptions {
  /** Up to and without the operation. http or https, no credentials in it. */
  readonly baseUrl: string;
  /** Sent as a bearer token; a function is called for each request. @defaultValue none is sent */
  readonly apiKey?: ApiKey | undefined;
  /** Names the weights: two revisions never share an index. A digest, a tag, whatever changes with them. */
  readonly revision: string;
  /** Texts sent in one request; more are sent in several, one after another. @defaultValue 32 */
  readonly batchSize?: number | undefined;
  readonly timeouts?: Timeouts | undefined;
  /** An undici dispatcher of your own (proxy, mutual TLS); it keeps its own connect limit and is yours to close. */
  readonly dispatcher?: Dispatcher | undefined;
  /** Further request headers. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** @defaultValue 64 MiB */
  readonly maxResponseBytes?: number | undefined;
  readonly clock?: Clock | undefined;
}

/** Options of an embedding model on a server. */
export interface ServerEmbeddingsOptions extends ServerOptions {
  /** Width of the vectors, checked on every answer. */
  readonly dimensions: number;
  readonly maxInputTokens?: number | undefined;
  /** Put before each query and each document, for models that were trained with prefixes. @defaultValue nothing */
  readonly prefixes?: { readonly query: string; readonly document: string } | undefined;
}
