import type { FileSystem } from '../../file-system/file-system.ts';

/** One fsync: of a file, by the path it was opened with, or of a directory. */
export interface SyncCall {
  readonly kind: 'file' | 'directory';
  readonly path: string;
  /** 1 for the first fsync of this path through the wrapper, 2 for the second, and so on. */
  readonly count: number;
}

/**
 * A file system that only pretends to do the fsyncs you name: plant this fault to see that a durability suite fails without them.
 *
 * @example
 * ```ts
 * import { createPowerCutFileSystem, withoutSyncs } from '@org/ai-storage/testing';
 *
 * const mutant = withoutSyncs(createPowerCutFileSystem({ seed: 1 }), (call) => call.kind === 'directory');
 * await mutant.syncDirectory('/'); // does nothing
 * ```
 */
export function withoutSyncs(fileSystem: FileSystem, isSkipped: (call: SyncCall) => boolean): FileSystem {
  const counts = new Map<string, number>();
  const unlessSkipped = async (kind: SyncCall['kind'], path: string, sync: () => Promise<void>): Promise<void> => {
    const key = `${kind} ${path}`;
    const count = (counts.get(key) ?? 0) + 1;
    counts.set(key, count);
    if (!isSkipped({ kind, path, count })) await sync();
  };
  return {
    ...fileSystem,
    async open(path, mode) {
      const handle = await fileSystem.open(path, mode);
      return { ...handle, sync: () => unlessSkipped('file', path, () => handle.sync()) };
    },
    syncDirectory: (path) => unlessSkipped('directory', path, () => fileSystem.syncDirectory(path)),
  };
}
