import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { abortedError, AiError, sha256 } from '@org/ai-core';
import { type FileSystem, writeFileDurably } from '@org/ai-storage';
import { type BundleFile, type BundleManifest, manifestFile } from './manifest.ts';
import { encodeManifest, manifestDigest } from './parse-manifest.ts';
import { readBundle } from './read-bundle.ts';

/** A bundle in memory, ready to be written. */
export interface PackedBundle {
  readonly manifest: BundleManifest;
  readonly files: Readonly<Record<string, Uint8Array>>;
}

/** Completes a manifest with the digests of its files and its own. */
export async function packBundle(
  description: Omit<BundleManifest, 'files' | 'digest'>,
  files: Readonly<Record<string, Uint8Array>>,
): Promise<PackedBundle> {
  const listed: Record<string, BundleFile> = {};
  for (const [name, bytes] of Object.entries(files))
    listed[name] = { digest: await sha256(bytes), bytes: bytes.byteLength };
  const content = { ...description, files: listed };
  return { manifest: { ...content, digest: await manifestDigest(content) }, files };
}

/**
 * Writes a bundle into `<parent>/<fingerprint in hex>` so that after a power cut the folder is complete or not there.
 * The same bundle found there is left alone; a damaged one is replaced. Returns the folder.
 */
export async function writeBundle(
  fileSystem: FileSystem,
  parent: string,
  bundle: PackedBundle,
  signal?: AbortSignal,
): Promise<string> {
  const target = join(parent, bundle.manifest.digest.slice('sha256:'.length));
  if (await isIntact(fileSystem, target, bundle.manifest.digest)) return target;
  const temporary = join(parent, `.writing-${randomUUID()}`);
  try {
    await fileSystem.makeDirectory(temporary);
    for (const [name, bytes] of Object.entries(bundle.files)) {
      if (signal?.aborted === true) throw abortedError(signal);
      await writeFileDurably(fileSystem, join(temporary, name), bytes);
    }
    await writeFileDurably(fileSystem, join(temporary, manifestFile), encodeManifest(bundle.manifest));
    await fileSystem.remove(target);
    await fileSystem.rename(temporary, target);
    await fileSystem.syncDirectory(parent);
  } catch (error) {
    await fileSystem.remove(temporary).catch(() => undefined);
    throw error;
  }
  return target;
}

async function isIntact(fileSystem: FileSystem, directory: string, fingerprint: string): Promise<boolean> {
  if ((await fileSystem.stat(directory)) === undefined) return false;
  try {
    await readBundle(fileSystem, directory, { fingerprint });
    return true;
  } catch (error) {
    if (AiError.is(error, 'integrity') || AiError.is(error, 'not-found') || AiError.is(error, 'invalid-input'))
      return false;
    throw error;
  }
}
