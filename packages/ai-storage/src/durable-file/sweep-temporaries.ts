import { basename, dirname, join } from 'node:path';
import type { FileSystem } from '../file-system/file-system.ts';

/** Removes what crashed writers of a file left beside it. Only for files that have one writer; failing to is harmless. */
export async function sweepTemporaries(fileSystem: FileSystem, path: string): Promise<void> {
  const directory = dirname(path);
  try {
    for (const name of await fileSystem.list(directory)) {
      if (name.startsWith(`${basename(path)}.`) && name.endsWith('.tmp'))
        await fileSystem.remove(join(directory, name));
    }
  } catch {
    // The next opening tries again.
  }
}
