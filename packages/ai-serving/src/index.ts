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
