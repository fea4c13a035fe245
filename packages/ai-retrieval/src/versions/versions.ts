// several versions of an index, one of which answers
export { openIndexVersions } from './index-versions.ts';
export type {
  IndexVersions,
  IndexVersionsOptions,
  PromoteOptions,
  Promotion,
  Rollback,
  VersionList,
  VersionOptions,
} from './version-types.ts';
export type { StepOptions, StepProgress, StepReport } from './bring-in-step.ts';
export type { CompareOptions, GateVerdict, Latency, PromotionGate, VersionComparison } from './compare-versions.ts';
export type { IndexVersion, PromotionEvidence, VersionChange, VersionSettings } from './versions-manifest.ts';
