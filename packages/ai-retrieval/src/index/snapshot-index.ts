import { dirname, isAbsolute, resolve, sep } from 'node:path';
import { AiError } from '@org/ai-core';
import { createNodeFileSystem, writeFileDurably } from '@org/ai-storage';
import { throwIfAborted } from '../internal/throw-if-aborted.ts';
import { readVerified, type FileRef } from '../segment/read-segment.ts';
import { openIndexStore, type IndexStore } from './index-store.ts';
import { demandFolder, type FolderOptions } from './verify-index.ts';

/** Where a snapshot goes. */
export interface SnapshotOptions extends FolderOptions {
  /** Absolute path of a folder that does not exist yet, or is empty. */
  readonly destination: string;
}

/** What was copied. */
export interface SnapshotReport {
  /** Of the index that was copied; the copy begins at 1. */
  readonly generation: number;
  readonly files: number;
  readonly bytes: number;
}

const mostAttempts = 5;

/**
 * Copies an index as it is at one generation into another folder, every file held against its digest on the way and durable before the copy can be opened. The copy is an index like any other:
 * restoring is the same call in the other direction. An ingestion may run beside it; a compaction that takes files away makes it begin anew. A copy that was cut off has no manifest and opens empty.
 *
 * @throws AiError `not-found`, `invalid-input` (a destination within the index), `conflict` (the destination is not empty, or files went away again and again), `integrity` (a damaged file is never copied), `resource-exhausted`, `aborted`
 */
export async function snapshotFolderIndex(options: SnapshotOptions): Promise<SnapshotReport> {
  const { directory, destination, fileSystem = createNodeFileSystem(), signal } = options;
  await demandFolder(fileSystem, directory);
  if (!isAbsolute(destination) || `${resolve(destination)}${sep}`.startsWith(`${resolve(directory)}${sep}`))
    throw new AiError('invalid-input', 'destination must be an absolute path outside of the index');
  if ((await fileSystem.stat(destination)) === undefined) await fileSystem.makeDirectory(destination);
  else if ((await fileSystem.list(destination)).length > 0)
    throw new AiError('conflict', 'the destination is not empty; name a folder that does not exist yet');
  const target = await openIndexStore(fileSystem, destination);
  for (let attempt = 1; ; attempt++) {
    const source = await openIndexStore(fileSystem, directory);
    if (source.isDamaged)
      throw new AiError('integrity', 'the newest manifest is damaged; ingest the documents again before copying');
    try {
      const copied = await copyFiles(source, target, () => throwIfAborted(signal));
      await target.flip(source.manifest);
      return { generation: source.generation, ...copied };
    } catch (error) {
      if (!AiError.is(error, 'not-found')) throw error;
      const { message } = error;
      if (attempt === mostAttempts)
        throw new AiError('conflict', `files of the index went away while they were copied: ${message}`, {
          cause: error,
        });
    }
  }
}

async function copyFiles(
  source: IndexStore,
  target: IndexStore,
  check: () => void,
): Promise<{ readonly files: number; readonly bytes: number }> {
  let files = 0;
  let bytes = 0;
  const copy = async (folder: string, ref: FileRef): Promise<void> => {
    check();
    const content = await readVerified(source.fileSystem, source.pathOf(folder, ref.name), ref);
    const path = target.pathOf(folder, ref.name);
    if ((await target.fileSystem.stat(dirname(path))) === undefined)
      await target.fileSystem.makeDirectory(dirname(path));
    await writeFileDurably(target.fileSystem, path, content);
    files++;
    bytes += content.length;
  };
  for (const { folder, segments } of source.manifest.partitions) {
    for (const ref of segments) {
      await copy(folder, ref);
      if (ref.vectors !== undefined) await copy(folder, ref.vectors);
    }
  }
  return { files, bytes };
}
