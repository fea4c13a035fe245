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
export type { UnsupportedWarning } from './request-from.ts';
export type { AiSdkFinishReason, AiSdkUsage } from './usage.ts';
