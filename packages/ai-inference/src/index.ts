// an embedder fitted to your own texts
export { fitEmbedder, type FitEmbedderOptions, type FitProgress, type FittedEmbedder } from './fit/fit-embedder.ts';
export { unseenShare, type UnseenShareOptions } from './fit/unseen-share.ts';
export { reproduceEmbedder, type ReproduceEmbedderOptions } from './fit/reproduce-embedder.ts';
export type { FitParameters } from './fit/parameters.ts';
export type { TrainingRecord } from './fit/training-record.ts';
export type { Texts } from './fit/fit-thread.ts';

// running models
export { createInferenceEngine, type InferenceEngine, type LoadOptions } from './engine/engine.ts';
export type { LoadedModel } from './engine/handle.ts';
export type { EngineStats } from './engine/engine-stats.ts';
export type { InferenceTensor } from './session/session.ts';
export type { ShadowOptions, SwapOptions, SwapReport } from './swap/swap-options.ts';
export type { EngineOptions } from './engine/options.ts';

// bundles
export { addModel, type AddedModel, type AddModelOptions } from './import/add-model.ts';
export { pullBundle, type PullBundleOptions, type PulledBundle } from './mirror/pull-bundle.ts';
export type { S3Credentials } from './mirror/sign-request.ts';
export {
  inspectModel,
  type InspectModelOptions,
  type MemoryEstimate,
  type ModelInspection,
} from './import/inspect-model.ts';
export type { ModelDescription, ModelPort } from './onnx/read-model.ts';
export { verifyBundle, type VerifyBundleOptions } from './bundle/verify-bundle.ts';
export type {
  BundleFile,
  BundleManifest,
  BundlePrecision,
  ClassificationManifest,
  EmbeddingManifest,
  GraphManifest,
  HuggingFaceTokenizer,
  RerankingManifest,
  TaggingManifest,
  TermEmbeddingManifest,
  TermTokenizer,
} from './bundle/manifest.ts';
