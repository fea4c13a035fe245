import { randomUUID } from 'node:crypto';
import { dirname } from 'node:path';
import type { FileSystem } from '../file-system/file-system.ts';

/**
 * Replaces a file so that, whatever happens, readers find either the old content or the new one, and the new one for good once the promise has resolved:
 * written beside it, synced, renamed, directory synced. A crash may leave a `*.tmp` file beside it, never a part of the file itself.
 *
 * @throws AiError `not-found` when the directory is missing, `forbidden`, `resource-exhausted`; the old content is then still there
 */
export async function writeFileDurably(fileSystem: FileSystem, path: string, bytes: Uint8Array): Promise<void> {
  const temporary = `${path}.${randomUUID()}.tmp`;
  try {
    const handle = await fileSystem.open(temporary, 'create');
    try {
      await handle.append(bytes);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await fileSystem.rename(temporary, path);
  } catch (error) {
    await fileSystem.remove(temporary).catch(() => undefined);
    throw error;
  }
  await fileSystem.syncDirectory(dirname(path));
}
