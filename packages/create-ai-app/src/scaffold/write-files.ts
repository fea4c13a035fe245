import { dirname, join } from 'node:path';
import type { Files } from '../content/content.ts';
import type { Disk } from '../disk/disk.ts';
import { throwIfAborted } from '../errors/app-error.ts';

/** Writes files into a new folder, and syncs the folders that it made. */
export async function writeFiles(
  disk: Disk,
  folder: string,
  files: Files,
  signal: AbortSignal | undefined,
): Promise<void> {
  const folders = new Set([folder]);
  await disk.makeFolder(folder);
  for (const [path, content] of files) {
    throwIfAborted(signal);
    const parent = dirname(join(folder, path));
    if (!folders.has(parent)) await disk.makeFolder(parent);
    folders.add(parent);
    await disk.write(join(folder, path), content);
  }
  for (const made of folders) await disk.sync(made);
}
