import * as nodeFs from 'node:fs/promises';
import type { FileSystem } from './file-system.ts';
import { fileSystemOn } from './node-operations.ts';

/**
 * The machine's own disk: fsync of files and directories, errors as AiError.
 * On Windows directories cannot be synced (NTFS journals its names itself) and a rename that a virus scanner blocks is tried again for a second.
 *
 * @example
 * ```ts
 * import { createNodeFileSystem, writeFileDurably } from '@org/ai-storage';
 *
 * const fileSystem = createNodeFileSystem();
 * await fileSystem.makeDirectory('/var/lib/assistant');
 * await writeFileDurably(fileSystem, '/var/lib/assistant/settings.json', new TextEncoder().encode('{}'));
 * ```
 */
export function createNodeFileSystem(): FileSystem {
  return fileSystemOn(nodeFs, process.platform);
}
