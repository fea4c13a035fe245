// models over the OpenAI protocol
export { createOpenAiModel, type OpenAiModel } from './openai/openai-model.ts';
export {
  createOpenAiEmbeddings,
  type OpenAiEmbeddings,
  type OpenAiEmbeddingsOptions,
} from './openai/openai-embeddings.ts';
export type { OpenAiEndpointOptions, OpenAiModelOptions } from './openai/openai-options.ts';
export type { ApiKey } from './http/api-key.ts';
export type { Timeouts } from './http/timeouts.ts';

// embedding and reranking models on other servers
export { createTeiEmbeddings, type TeiEmbeddingsOptions } from './server-models/tei-embeddings.ts';
export { createTeiReranker, type ServerReranker, type TeiRerankerOptions } from './server-models/tei-reranker.ts';
export {
  createInferenceV2Embeddings,
  type InferenceV2EmbeddingsOptions,
} from './server-models/inference-v2-embeddings.ts';
export type { ServerEmbeddings } from './server-models/server-embedder.ts';
export type { ServerEmbeddingsOptions, ServerOptions } from './server-models/endpoint-options.ts';

// a model that needs no server
export { createExtractiveModel, NOT_IN_DOCUMENTS, type ExtractiveModelOptions } from './extractive/extractive-model.ts';
export { defaultThresholds, type ExtractiveThresholds } from './extractive/thresholds.ts';
