import type { LaneRule } from '../scheduler/lane.ts';
import { encoderCost } from '../planner/cost.ts';
import type { BundleManifest } from '../bundle/manifest.ts';
import type { Dispatcher } from './dispatcher.ts';
import type { ModelVersion } from './model-version.ts';
import type { CompleteEngineOptions } from './options.ts';

/** The versions that workers hold. A version that nobody needs any more is let go of. */
export interface Versions {
  /** Loads a bundle; the version is needed until it is released. */
  open(directory: string, fingerprint: string | undefined): Promise<ModelVersion>;
  retain(version: ModelVersion): void;
  /** Resolves when the workers have let go of the version, if nobody needs it any more. */
  release(version: ModelVersion): Promise<void>;
}

/** Copying this much to a worker keeps the calling thread busy for well under a millisecond. */
const plainRows = 64;
const plainCharacters = 131_072;
const mostRows = 256;
/** Width of a small encoder, where the manifest does not say another. */
const usualWidth = 384;

/** Makes an empty list of versions. */
export function createVersions(options: CompleteEngineOptions, dispatcher: () => Dispatcher): Versions {
  const byFingerprint = new Map<string, ModelVersion>();
  const ruleOf = (manifest: BundleManifest): LaneRule => {
    if (manifest.task === 'graph' || manifest.tokenizer.kind === 'terms')
      return { kind: 'plain', maxRows: plainRows, maxLength: plainCharacters };
    const { tokenBudget, maxPaddedShare } = options;
    const cost = encoderCost(manifest.task === 'embedding' ? manifest.dimensions : usualWidth);
    return { kind: 'padded', limits: { tokenBudget, maxPaddedShare, maxRows: mostRows, cost } };
  };
  const release = async (version: ModelVersion): Promise<void> => {
    version.uses -= 1;
    if (version.uses > 0) return;
    if (byFingerprint.get(version.fingerprint) === version) byFingerprint.delete(version.fingerprint);
    await dispatcher().unload(version);
  };
  return {
    open: async (directory, fingerprint) => {
      const bundle = await dispatcher().load(directory, fingerprint);
      const known = byFingerprint.get(bundle.manifest.digest);
      if (known !== undefined) {
        known.uses += 1;
        return known;
      }
      const version: ModelVersion = {
        ...bundle,
        fingerprint: bundle.manifest.digest,
        directory,
        rule: ruleOf(bundle.manifest),
        uses: 1,
      };
      byFingerprint.set(version.fingerprint, version);
      try {
        await dispatcher().prepare(version);
        return version;
      } catch (error) {
        await release(version);
        throw error;
      }
    },
    retain: (version) => {
      version.uses += 1;
    },
    release,
  };
}
