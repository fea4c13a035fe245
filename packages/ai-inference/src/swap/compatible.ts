import { AiError } from '@org/ai-core';
import type { BundleManifest } from '../bundle/manifest.ts';

/** @throws AiError `invalid-input` when callers of the old version could not read what the new one returns */
export function checkCompatible(old: BundleManifest, fresh: BundleManifest): void {
  if (old.task !== fresh.task) throw incompatible(`is made for ${fresh.task}, the old one for ${old.task}`);
  if (old.task === 'embedding' && fresh.task === 'embedding' && old.dimensions !== fresh.dimensions)
    throw incompatible(`has ${String(fresh.dimensions)} dimensions, the old one ${String(old.dimensions)}`);
  if ('labels' in old && 'labels' in fresh && JSON.stringify(old.labels) !== JSON.stringify(fresh.labels))
    throw incompatible('has other labels than the old one');
}

function incompatible(problem: string): AiError {
  return new AiError('invalid-input', `the new version ${problem}; load it beside the old one instead`, {
    details: { field: 'directory' },
  });
}
