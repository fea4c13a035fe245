import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { abortedError, AiError, type Clock, sha256, systemClock } from '@org/ai-core';
import { type FileSystem, writeFileDurably } from '@org/ai-storage';
import { type BundleDescription, type BundleFile, type BundleManifest, manifestFile } from './manifest.ts';
import { encodeManifest, manifestDigest } from './parse-manifest.ts';
import { copyChecked } from './copy-checked.ts';
import { readBundle } from './read-bundle.ts';

/** The content of a file of a bundle: its bytes, or where to copy it from. */
export type BundleContent = Uint8Array | { readonly path: string };

/** A bundle, ready to be written. */
export interface PackedBundle<Content extends BundleContent = Uint8Array> {
  readonly manifest: BundleManifest;
  readonly files: Readonly<Record<string, Content>>;
}

/** Completes a manifest with the digests of its files and its own. */
export async function packBundle(
  description: BundleDescription,
  files: Readonly<Record<string, Uint8Array>>,
): Promise<PackedBundle> {
  const listed: Record<string, BundleFile> = {};
  for (const [name, bytes] of Object.entries(files))
    listed[name] = { digest: await sha256(bytes), bytes: bytes.byteLength };
  const content = { ...description, files: listed };
  return { manifest: { ...content, digest: await manifestDigest(content) } as BundleManifest, files };
}

/** What {@link writeBundle} may be told. */
export interface WriteBundleOptions {
  readonly signal?: AbortSignal | undefined;
  readonly clock?: Clock | undefined;
  /** Called with the number of bytes of each piece of a large file that was copied. */
  readonly onBytes?: ((bytes: number) => void) | undefined;
}

const temporaryPrefix = '.writing-';
/** No write takes as long: an older unfinished folder is what a crash left. */
const leftoverAfterMs = 3_600_000;

/**
 * Writes a bundle into `<parent>/<fingerprint in hex>` so that after a power cut the folder is complete or not there.
 * The same bundle found there is left alone; a damaged one is replaced. Returns the folder.
 */
export async function writeBundle(
  fileSystem: FileSystem,
  parent: string,
  bundle: PackedBundle<BundleContent>,
  { signal, clock = systemClock, onBytes }: WriteBundleOptions = {},
): Promise<string> {
  const target = join(parent, bundle.manifest.digest.slice('sha256:'.length));
  if (await isIntact(fileSystem, target, bundle.manifest.digest)) return target;
  const temporary = join(parent, `${temporaryPrefix}${randomUUID()}`);
  await removeLeftovers(fileSystem, parent, clock);
  try {
    await fileSystem.makeDirectory(temporary);
    for (const [name, bytes] of Object.entries(bundle.files)) {
      if (signal?.aborted === true) throw abortedError(signal);
      if (bytes instanceof Uint8Array) await writeFileDurably(fileSystem, join(temporary, name), bytes);
      else {
        const expected = bundle.manifest.files[name];
        if (expected !== undefined)
          await copyChecked(fileSystem, bytes.path, join(temporary, name), expected, { signal, onBytes });
      }
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

async function removeLeftovers(fileSystem: FileSystem, parent: string, clock: Clock): Promise<void> {
  if ((await fileSystem.stat(parent)) === undefined) return;
  for (const name of await fileSystem.list(parent)) {
    if (!name.startsWith(temporaryPrefix)) continue;
    const found = await fileSystem.stat(join(parent, name));
    if (found !== undefined && clock.epochMs() - found.modifiedMs > leftoverAfterMs)
      await fileSystem.remove(join(parent, name));
  }
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
