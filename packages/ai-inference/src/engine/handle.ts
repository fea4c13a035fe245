import type { BundleManifest } from '../bundle/manifest.ts';
import type { ModelVersion } from './model-version.ts';

/** A model that an engine has loaded. After a swap the same handle stands for the new version. */
export interface LoadedModel {
  /** The bundle's digest: two models with the same fingerprint give the same results. */
  readonly fingerprint: string;
  readonly directory: string;
  readonly manifest: BundleManifest;
}

/** A handle and the version that it stands for. */
export interface ModelSlot {
  readonly model: LoadedModel;
  version: ModelVersion;
  isUnloaded: boolean;
  isSwapping: boolean;
}

/** Makes a handle for a version. */
export function createSlot(version: ModelVersion): ModelSlot {
  const slot: ModelSlot = {
    version,
    isUnloaded: false,
    isSwapping: false,
    model: {
      get fingerprint() {
        return slot.version.fingerprint;
      },
      get directory() {
        return slot.version.directory;
      },
      get manifest() {
        return slot.version.manifest;
      },
    },
  };
  return slot;
}
