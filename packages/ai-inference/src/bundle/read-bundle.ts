import { join } from 'node:path';
import { AiError } from '@org/ai-core';
import type { FileSystem } from '@org/ai-storage';
import { type BundleManifest, manifestFile } from './manifest.ts';
import { parseManifest } from './parse-manifest.ts';
import { readChecked } from './read-checked.ts';

/** A bundle whose every byte has been checked; `files` holds the very bytes that were hashed, of the files asked for. */
export interface VerifiedBundle {
  readonly manifest: BundleManifest;
  readonly files: ReadonlyMap<string, Uint8Array>;
}

/** What reading a bundle may be told. */
export interface ReadBundleOptions {
  /** The fingerprint that the bundle must have. */
  readonly fingerprint?: string | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Which files' bytes are returned. @defaultValue none */
  readonly keep?: ((name: string, manifest: BundleManifest) => boolean) | undefined;
}

/** Reads a bundle and checks it: the manifest first, then that the folder holds exactly the files listed, then each digest. */
export async function readBundle(
  fileSystem: FileSystem,
  directory: string,
  options: ReadBundleOptions = {},
): Promise<VerifiedBundle> {
  const manifest = await readManifest(fileSystem, directory);
  if (options.fingerprint !== undefined && options.fingerprint !== manifest.digest) {
    throw broken(
      manifestFile,
      `${manifestFile} has another fingerprint than the one asked for`,
      'load the bundle that belongs to it',
    );
  }
  await checkNames(fileSystem, directory, manifest);
  const files = new Map<string, Uint8Array>();
  for (const [name, expected] of Object.entries(manifest.files)) {
    const found = await fileSystem.stat(join(directory, name));
    if (found?.kind !== 'file') throw broken(name, `${name} is not a file`);
    if (found.bytes !== expected.bytes)
      throw broken(name, `${name} has ${String(found.bytes)} bytes, its manifest says ${String(expected.bytes)}`);
    const isKept = options.keep?.(name, manifest) === true;
    const { digest, bytes } = await readChecked(fileSystem, join(directory, name), expected.bytes, {
      isKept,
      signal: options.signal,
    });
    if (digest !== expected.digest) throw broken(name, `${name} does not have the digest that its manifest says`);
    if (isKept) files.set(name, bytes);
  }
  return { manifest, files };
}

async function readManifest(fileSystem: FileSystem, directory: string): Promise<BundleManifest> {
  try {
    return await parseManifest(await fileSystem.readFile(join(directory, manifestFile)));
  } catch (cause) {
    if (!AiError.is(cause, 'not-found')) throw cause;
    throw new AiError('not-found', `there is no model bundle in ${directory}: ${manifestFile} is missing`, {
      details: { file: manifestFile },
      cause,
    });
  }
}

async function checkNames(fileSystem: FileSystem, directory: string, manifest: BundleManifest): Promise<void> {
  const names = new Set(await fileSystem.list(directory));
  for (const name of Object.keys(manifest.files)) {
    if (!names.has(name)) throw broken(name, `${name} is missing`);
  }
  for (const name of names) {
    if (name !== manifestFile && !Object.hasOwn(manifest.files, name))
      throw broken(name, `${name} is not listed in ${manifestFile}`, 'remove it or get the bundle again');
  }
}

function broken(file: string, problem: string, remedy = 'get the bundle again from where it came'): AiError {
  return new AiError('integrity', `the model bundle was not loaded: ${problem}; ${remedy}`, { details: { file } });
}
