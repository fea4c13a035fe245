// adapters that need no other package; each framework has a subpath of its own
export { fromAiSdk, type FromAiSdkOptions } from './ai-sdk/from-ai-sdk.ts';
export { toAiSdk, type GenerateResult, type ModelForAiSdk, type ToAiSdkOptions } from './ai-sdk/to-ai-sdk.ts';
