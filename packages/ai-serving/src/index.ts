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

// a model that needs no server
export { createExtractiveModel, NOT_IN_DOCUMENTS, type ExtractiveModelOptions } from './extractive/extractive-model.ts';
export { defaultThresholds, type ExtractiveThresholds } from './extractive/thresholds.ts';
