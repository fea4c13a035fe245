import { AiError } from '@org/ai-core';
import type { BundleManifest } from '../bundle/manifest.ts';
import type { ModelSlot } from '../engine/handle.ts';
import type { ModelVersion } from '../engine/model-version.ts';

/** The version that a handle stands for now, with its manifest narrowed to a task. @throws AiError `invalid-input` when it is made for another task or was unloaded */
export function versionFor<Task extends BundleManifest['task']>(
  slot: ModelSlot,
  task: Task,
): { readonly version: ModelVersion; readonly manifest: Extract<BundleManifest, { task: Task }> } {
  const { version } = loadedSlot(slot);
  const { manifest } = version;
  if (isOf(manifest, task)) return { version, manifest };
  throw new AiError(
    'invalid-input',
    `the model ${manifest.name} is made for ${manifest.task}, not for ${task}; load a bundle of that task`,
    { details: { field: 'model' } },
  );
}

/** The same handle. @throws AiError `invalid-input` when it was unloaded */
export function loadedSlot(slot: ModelSlot): ModelSlot {
  if (!slot.isUnloaded) return slot;
  throw new AiError('invalid-input', `the model ${slot.version.manifest.name} was unloaded; load its bundle again`, {
    details: { field: 'model' },
  });
}

function isOf<Task extends BundleManifest['task']>(
  manifest: BundleManifest,
  task: Task,
): manifest is Extract<BundleManifest, { task: Task }> {
  return manifest.task === task;
}
