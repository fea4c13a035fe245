export { fromAiSdk, type FromAiSdkOptions } from './from-ai-sdk.ts';
export { toAiSdk, type GenerateResult, type ModelForAiSdk, type ToAiSdkOptions } from './to-ai-sdk.ts';
export type {
  AiSdkCallOptions,
  AiSdkContent,
  AiSdkLanguageModel,
  AiSdkMessage,
  AiSdkMetadata,
  AiSdkPart,
  AiSdkResult,
  AiSdkTool,
  AiSdkToolOutput,
} from './specification.ts';
export {
  fromAiSdkEmbedding,
  toAiSdkEmbedding,
  type AiSdkEmbeddingModel,
  type AiSdkEmbeddings,
  type EmbeddingModelForAiSdk,
  type FromAiSdkEmbeddingOptions,
  type ToAiSdkEmbeddingOptions,
} from './embedding-models.ts';
export { toAiSdkReranking, type RerankingModelForAiSdk, type ToAiSdkRerankingOptions } from './reranking-models.ts';
export type { ContextSource } from './call-context.ts';
export type { UnsupportedWarning } from './request-from.ts';
export type { AiSdkFinishReason, AiSdkUsage } from './usage.ts';
