import { createHash, type Hash } from 'node:crypto';
import { AiError, type Clock } from '@org/ai-core';
import type { FileSystem } from '@org/ai-storage';
import type { BundleFile } from '../bundle/manifest.ts';
import type { MirrorReader } from './mirror-request.ts';
import { withRetries } from './retry.ts';

/** What a download stands on. */
export interface DownloadParts {
  readonly fileSystem: FileSystem;
  readonly reader: MirrorReader;
  readonly clock: Clock;
  readonly signal: AbortSignal | undefined;
  /** Bytes that have come, those that were there already included; fewer when a file begins anew. */
  readonly onBytes: (bytes: number) => void;
}

const pieceBytes = 1_048_576;

/**
 * Downloads a file to where a part of it may be already: the part is read and hashed, the rest is asked for. A connection that breaks is taken up again.
 *
 * @throws AiError `integrity` when the whole file does not have its digest (nothing of it is kept then), or as {@link MirrorReader.get}
 */
export async function downloadFile(
  name: string,
  path: string,
  expected: BundleFile,
  parts: DownloadParts,
): Promise<void> {
  const attempt = (): Promise<'done' | 'changed'> =>
    withRetries(() => attemptDownload(name, path, expected, parts), parts);
  // What an earlier run left may have been of another file: once more from the start.
  if ((await attempt()) === 'changed' && (await attempt()) === 'changed') throw changed(name);
}

async function attemptDownload(
  name: string,
  path: string,
  expected: BundleFile,
  { fileSystem, reader, signal, onBytes }: DownloadParts,
): Promise<'done' | 'changed'> {
  let { hash, size } = await hashExisting(fileSystem, path, expected.bytes);
  onBytes(size);
  if (size < expected.bytes || expected.bytes === 0) {
    const answer = await reader.get(name, size, signal);
    if (answer.from === 0 && size > 0) {
      await fileSystem.remove(path);
      onBytes(-size);
      hash = createHash('sha256');
      size = 0;
    }
    const handle = await fileSystem.open(path, 'append');
    try {
      for await (const piece of answer.body) {
        if (size + piece.byteLength > expected.bytes) {
          await fileSystem.remove(path);
          onBytes(-size);
          throw changed(name);
        }
        await handle.append(piece);
        hash.update(piece);
        size += piece.byteLength;
        onBytes(piece.byteLength);
      }
      await handle.sync();
    } finally {
      await handle.close();
    }
    if (size < expected.bytes) throw new AiError('truncated', `${name} ended before its end; it is taken up again`);
  }
  if (`sha256:${hash.digest('hex')}` === expected.digest) return 'done';
  await fileSystem.remove(path);
  onBytes(-size);
  return 'changed';
}

async function hashExisting(fileSystem: FileSystem, path: string, most: number): Promise<{ hash: Hash; size: number }> {
  const hash = createHash('sha256');
  const found = await fileSystem.stat(path);
  if (found === undefined) return { hash, size: 0 };
  if (found.bytes > most) {
    await fileSystem.remove(path);
    return { hash, size: 0 };
  }
  const handle = await fileSystem.open(path, 'read');
  let size = 0;
  try {
    for (;;) {
      const piece = await handle.read(size, pieceBytes);
      if (piece.byteLength === 0) return { hash, size };
      hash.update(piece);
      size += piece.byteLength;
    }
  } finally {
    await handle.close();
  }
}

function changed(name: string): AiError {
  return new AiError(
    'integrity',
    `the mirror's ${name} is not what the bundle's manifest says; nothing was kept: tell whoever runs the mirror`,
    { details: { file: name } },
  );
}
