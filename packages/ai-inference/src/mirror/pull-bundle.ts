import { join, resolve } from 'node:path';
import { AiError, type Clock, systemClock } from '@org/ai-core';
import { acquireLock, createNodeFileSystem, type FileSystem, writeFileDurably } from '@org/ai-storage';
import { type BundleManifest, manifestFile } from '../bundle/manifest.ts';
import { encodeManifest, parseManifest } from '../bundle/parse-manifest.ts';
import { readBundle } from '../bundle/read-bundle.ts';
import { downloadFile } from './download-file.ts';
import { createMirrorReader, type MirrorReader } from './mirror-request.ts';
import { parseMirrorUrl } from './mirror-url.ts';
import { withRetries } from './retry.ts';
import type { S3Credentials } from './sign-request.ts';

/** Where a bundle is pulled from, and what it must be. */
export interface PullBundleOptions {
  /** The folder of the bundle on a mirror, or in an S3-compatible store. A query (a presigned one, a token) is sent with every file. */
  readonly url: string;
  /** The fingerprint that the bundle must have, `sha256:...`: nothing is pulled without one. */
  readonly fingerprint: string;
  /** The folder in which the bundle is made, under a folder named by its fingerprint. */
  readonly directory: string;
  /** Sent with every request, for instance an authorization. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** Keys of an S3-compatible store; requests are signed with them. */
  readonly credentials?: S3Credentials | undefined;
  /** Whether http:// is read from other machines. @defaultValue false */
  readonly isHttpAllowed?: boolean | undefined;
  /** Milliseconds without a byte after which a connection is given up and taken up again. @defaultValue 30,000 */
  readonly idleMs?: number | undefined;
  /** Bytes that have come so far, and all bytes. */
  readonly onProgress?: ((received: number, total: number) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
  /** @defaultValue the platform's */
  readonly fetch?: typeof globalThis.fetch | undefined;
  readonly fileSystem?: FileSystem | undefined;
  readonly clock?: Clock | undefined;
}

/** A bundle that was pulled, or was there already. */
export interface PulledBundle {
  /** The bundle's own folder. */
  readonly directory: string;
  readonly manifest: BundleManifest;
}

const mostManifestBytes = 4 * 2 ** 20;
const filesAtOnce = 3;

/**
 * Pulls a bundle from an internal mirror or an S3-compatible store. The manifest must have the fingerprint asked for, and every file the digest that the manifest says, or nothing is kept.
 * A pull that was interrupted goes on where it was; the bundle's folder appears when all of it is there.
 *
 * @throws AiError `invalid-input` for a URL or fingerprint that is none, `integrity` for another manifest or a changed file, `not-found`, `unauthenticated`, `forbidden` (a redirect elsewhere, too),
 * `unavailable` and `upstream` (retryable) when several attempts have failed, `conflict` while another process pulls the same bundle, `aborted`
 * @example
 * ```ts
 * import { pullBundle } from '@org/ai-inference';
 *
 * const { directory } = await pullBundle({
 *   url: 'https://models.example.com/minilm/',
 *   fingerprint: 'sha256:...',
 *   directory: '/srv/models',
 * });
 * console.log(directory);
 * ```
 */
export async function pullBundle(options: PullBundleOptions): Promise<PulledBundle> {
  const { fingerprint, signal, idleMs = 30_000, fileSystem = createNodeFileSystem(), clock = systemClock } = options;
  if (!/^sha256:[0-9a-f]{64}$/.test(fingerprint)) {
    throw new AiError(
      'invalid-input',
      'fingerprint must be sha256: and 64 hex digits, from where the bundle was made: nothing is pulled without one',
      { details: { field: 'fingerprint' } },
    );
  }
  const url = parseMirrorUrl(options.url, options.isHttpAllowed ?? false);
  const { headers = {}, credentials, fetch = globalThis.fetch } = options;
  const reader = createMirrorReader({ url, headers, credentials, fetch, clock, idleMs });
  const parent = resolve(options.directory);
  const name = fingerprint.slice('sha256:'.length);
  const target = join(parent, name);
  const known = await intact(fileSystem, target, fingerprint, signal);
  if (known !== undefined) return { directory: target, manifest: known };
  const manifest = await withRetries(() => pullManifest(reader, fingerprint, signal), { clock, signal });
  const partial = join(parent, `.pulling-${name}`);
  const lock = await acquireLock({ fileSystem, path: `${partial}.lock`, signal });
  try {
    await fileSystem.makeDirectory(partial);
    await pullFiles(manifest, partial, reader, { ...options, fileSystem, clock });
    await writeFileDurably(fileSystem, join(partial, manifestFile), encodeManifest(manifest));
    await fileSystem.remove(target);
    await fileSystem.rename(partial, target);
    await fileSystem.syncDirectory(parent);
  } finally {
    await lock.release();
    await fileSystem.remove(`${partial}.lock`).catch(() => undefined);
  }
  return { directory: target, manifest };
}

async function pullManifest(
  reader: MirrorReader,
  fingerprint: string,
  signal: AbortSignal | undefined,
): Promise<BundleManifest> {
  const pieces: Uint8Array[] = [];
  let size = 0;
  for await (const piece of (await reader.get(manifestFile, 0, signal)).body) {
    size += piece.byteLength;
    if (size > mostManifestBytes)
      throw new AiError('integrity', `the mirror's ${manifestFile} is too large to be one`, {
        details: { file: manifestFile },
      });
    pieces.push(piece);
  }
  const manifest = await parseManifest(Buffer.concat(pieces));
  if (manifest.digest === fingerprint) return manifest;
  throw new AiError(
    'integrity',
    'the mirror holds another bundle than the one whose fingerprint was asked for; check the URL, or tell whoever runs the mirror',
    { details: { file: manifestFile } },
  );
}

async function pullFiles(
  manifest: BundleManifest,
  directory: string,
  reader: MirrorReader,
  {
    onProgress,
    signal,
    fileSystem,
    clock,
  }: PullBundleOptions & { readonly fileSystem: FileSystem; readonly clock: Clock },
): Promise<void> {
  const waiting = Object.entries(manifest.files);
  const total = waiting.reduce((sum, [, { bytes }]) => sum + bytes, 0);
  let received = 0;
  const failed = new AbortController();
  const any = signal === undefined ? failed.signal : AbortSignal.any([signal, failed.signal]);
  const onBytes = (bytes: number): void => {
    received += bytes;
    onProgress?.(received, total);
  };
  const work = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const [file, expected] = next;
      await downloadFile(file, join(directory, file), expected, { fileSystem, reader, clock, signal: any, onBytes });
    }
  };
  const results = await Promise.allSettled(
    Array.from({ length: filesAtOnce }, () =>
      work().catch((error: unknown) => {
        failed.abort();
        throw error;
      }),
    ),
  );
  // The first fault is the cause of the others' end.
  const faults = results.flatMap((result) => (result.status === 'rejected' ? [result.reason as unknown] : []));
  const cause = faults.find((fault) => !AiError.is(fault, 'aborted')) ?? faults[0];
  if (cause !== undefined) throw cause as Error;
}

async function intact(
  fileSystem: FileSystem,
  directory: string,
  fingerprint: string,
  signal: AbortSignal | undefined,
): Promise<BundleManifest | undefined> {
  if ((await fileSystem.stat(directory)) === undefined) return undefined;
  try {
    return (await readBundle(fileSystem, directory, { fingerprint, signal })).manifest;
  } catch (error) {
    if (AiError.is(error, 'integrity') || AiError.is(error, 'not-found') || AiError.is(error, 'invalid-input'))
      return undefined;
    throw error;
  }
}
