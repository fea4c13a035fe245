import { AiError } from '@org/ai-core';
import type { BundleManifest } from '../bundle/manifest.ts';

/** The error for a graph that is not what its manifest says. */
export function mismatch(manifest: BundleManifest, problem: string, cause?: unknown): AiError {
  return new AiError('integrity', `${manifest.model} does not match its manifest: ${problem}; get the bundle again`, {
    details: { file: manifest.model },
    cause,
  });
}
