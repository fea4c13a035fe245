import type { Clock, ModelInfo } from '@org/ai-core';
import type { Dispatcher } from 'undici';
import type { ApiKey } from '../http/api-key.ts';
import type { Timeouts } from '../http/timeouts.ts';

/** How a server that speaks the OpenAI protocol is reached. */
export interface OpenAiEndpointOptions {
  /** Up to and without the operation, usually ending in `/v1`. http or https, no credentials in it. */
  readonly baseUrl: string;
  /** Sent as a bearer token; a function is called for each request. @defaultValue none is sent */
  readonly apiKey?: ApiKey | undefined;
  /** The model's name at the server. */
  readonly model: string;
  /** Who serves the model, for routes and telemetry. @defaultValue the host of baseUrl */
  readonly provider?: string | undefined;
  readonly region?: string | undefined;
  readonly timeouts?: Timeouts | undefined;
  /** An undici dispatcher of your own (proxy, mutual TLS); it keeps its own connect limit and is yours to close. */
  readonly dispatcher?: Dispatcher | undefined;
  /** Further request headers, such as an organisation id. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** @defaultValue 16 MiB */
  readonly maxResponseBytes?: number | undefined;
  readonly clock?: Clock | undefined;
}

/** Options of {@link createOpenAiModel}. */
export interface OpenAiModelOptions extends OpenAiEndpointOptions {
  readonly contextTokens?: number | undefined;
  readonly maxOutputTokens?: number | undefined;
  /** Media types that the model reads. @defaultValue text/plain */
  readonly inputs?: readonly string[] | undefined;
  /** What the model can do. @defaultValue tools, strict structured output and streaming; no log probabilities */
  readonly supports?: Partial<ModelInfo['supports']> | undefined;
  /** @defaultValue max_completion_tokens at api.openai.com and Azure, else max_tokens */
  readonly maxTokensField?: 'max_tokens' | 'max_completion_tokens' | undefined;
}
