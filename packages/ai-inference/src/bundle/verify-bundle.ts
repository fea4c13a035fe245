import { resolve } from 'node:path';
import { createNodeFileSystem, type FileSystem } from '@org/ai-storage';
import type { BundleManifest } from './manifest.ts';
import { readBundle } from './read-bundle.ts';

/** Options of {@link verifyBundle}. */
export interface VerifyBundleOptions {
  /** The fingerprint that the bundle must have, when it is known from elsewhere. @defaultValue any */
  readonly fingerprint?: string | undefined;
  readonly signal?: AbortSignal | undefined;
  /** @defaultValue the disk */
  readonly fileSystem?: FileSystem | undefined;
}

/**
 * Checks a bundle folder down to the last byte and returns its manifest; `digest` is the model's fingerprint.
 * Digests show accidents and careless changes. Against somebody who can rewrite the whole folder, pass the fingerprint you trust.
 *
 * @throws AiError `not-found` without a manifest; `integrity`, with the name in `details.file`, for a changed, missing or extra file;
 * `invalid-input` for a manifest with a wrong field or a name that leaves the folder; `unsupported` for another format version
 * @example
 * ```ts
 * import { verifyBundle } from '@org/ai-inference';
 *
 * const manifest = await verifyBundle('/srv/models/handbook');
 * console.log(manifest.name, manifest.task, manifest.digest);
 * ```
 */
export async function verifyBundle(directory: string, options: VerifyBundleOptions = {}): Promise<BundleManifest> {
  const { fileSystem = createNodeFileSystem(), ...rest } = options;
  const { manifest } = await readBundle(fileSystem, resolve(directory), rest);
  return manifest;
}
