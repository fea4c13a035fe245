import { randomUUID } from 'node:crypto';
import { constants } from 'node:fs';
import type * as nodeFs from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { errnoOf, fileError } from './file-error.ts';
import type { FileSystem, FileStat, OpenMode } from './file-system.ts';
import { nodeFileHandle } from './node-file-handle.ts';

/** The calls of `node:fs/promises` that are used, so that tests can count fsyncs and plant faults. */
export type NodeCalls = Pick<
  typeof nodeFs,
  'open' | 'readFile' | 'readdir' | 'stat' | 'mkdir' | 'rename' | 'rm' | 'link' | 'unlink'
>;

const flags: Readonly<Record<OpenMode, number>> = {
  read: constants.O_RDONLY,
  create: constants.O_RDWR | constants.O_CREAT | constants.O_TRUNC,
  append: constants.O_RDWR | constants.O_CREAT,
};
/** Answers of file systems that know no fsync of a directory, or no hard links: network and FAT volumes. */
const notSupported = new Set(['EINVAL', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EPERM', 'EMLINK']);
const windowsRenameRetriesMs = [10, 20, 40, 80, 160, 320, 400];

/** The file system over given calls and platform rules. */
export function fileSystemOn(calls: NodeCalls, platform: string): FileSystem {
  const attempt = async <T>(operation: string, path: string, work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      throw fileError(error, operation, path);
    }
  };
  const syncDirectory = async (path: string): Promise<void> => {
    if (platform === 'win32') return;
    const handle = await calls.open(path, constants.O_RDONLY);
    try {
      await handle.sync();
    } catch (error) {
      if (!notSupported.has(errnoOf(error) ?? '')) throw error;
    } finally {
      await handle.close();
    }
  };
  return {
    open: (path, mode) =>
      attempt('open', path, async () => {
        const handle = await calls.open(path, flags[mode], 0o666);
        try {
          const found = await handle.stat();
          // Opening a directory for reading succeeds on Linux, and fails only at the first read.
          if (found.isDirectory()) throw Object.assign(new Error('is a directory'), { code: 'EISDIR' });
          return nodeFileHandle(handle, path, found.size);
        } catch (error) {
          await handle.close();
          throw error;
        }
      }),
    readFile: (path) => attempt('read', path, async () => new Uint8Array(await calls.readFile(path))),
    list: (path) => attempt('list', path, async () => (await calls.readdir(path)).sort()),
    stat: (path) => attempt('look at', path, () => statOf(calls, path)),
    makeDirectory: (path) =>
      attempt('create the directory', path, async () => {
        const first = await calls.mkdir(path, { recursive: true });
        // It was there already: its own name may still be unsynced by whoever made it, but the parent may not be ours to open.
        if (first === undefined) return syncDirectory(dirname(path)).catch(() => undefined);
        const top = dirname(first);
        for (let parent = dirname(path); parent !== top; parent = dirname(parent)) await syncDirectory(parent);
        return syncDirectory(top);
      }),
    rename: (from, to) => attempt('rename', from, () => renameOn(calls, platform, from, to)),
    remove: (path) => attempt('remove', path, () => calls.rm(path, { recursive: true, force: true })),
    syncDirectory: (path) => attempt('sync the directory', path, () => syncDirectory(path)),
    createExclusive: (path, bytes) => attempt('create', path, () => createExclusive(calls, path, bytes)),
  };
}

async function statOf(calls: NodeCalls, path: string): Promise<FileStat | undefined> {
  try {
    const found = await calls.stat(path);
    const kind = found.isFile() ? 'file' : found.isDirectory() ? 'directory' : 'other';
    return { kind, bytes: found.size, modifiedMs: found.mtimeMs };
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes(errnoOf(error) ?? '')) return undefined;
    throw error;
  }
}

async function renameOn(calls: NodeCalls, platform: string, from: string, to: string): Promise<void> {
  for (let attempt = 0; ; attempt += 1) {
    try {
      await calls.rename(from, to);
      return;
    } catch (error) {
      const pauseMs = windowsRenameRetriesMs[attempt];
      // Indexers and virus scanners on Windows hold a fresh file open for moments.
      const isBlocked = platform === 'win32' && ['EPERM', 'EACCES', 'EBUSY'].includes(errnoOf(error) ?? '');
      if (!isBlocked || pauseMs === undefined) throw error;
      await wait(pauseMs);
    }
  }
}

async function createExclusive(calls: NodeCalls, path: string, bytes: Uint8Array): Promise<boolean> {
  const temporary = `${path}.${randomUUID()}.tmp`;
  try {
    await writeSynced(calls, temporary, bytes);
    // A hard link fails when the name is taken, and shows the file only once it is complete.
    await calls.link(temporary, path);
    return true;
  } catch (error) {
    if (errnoOf(error) === 'EEXIST') return false;
    if (!notSupported.has(errnoOf(error) ?? '')) throw error;
    return await createWithoutLink(calls, path, bytes);
  } finally {
    await calls.rm(temporary, { force: true }).catch(() => undefined);
  }
}

async function createWithoutLink(calls: NodeCalls, path: string, bytes: Uint8Array): Promise<boolean> {
  try {
    await writeSynced(calls, path, bytes);
    return true;
  } catch (error) {
    if (errnoOf(error) === 'EEXIST') return false;
    throw error;
  }
}

async function writeSynced(calls: NodeCalls, path: string, bytes: Uint8Array): Promise<void> {
  const handle = await calls.open(path, 'wx');
  try {
    await handle.writeFile(bytes);
    await handle.sync();
    await handle.close();
  } catch (error) {
    await handle.close().catch(() => undefined);
    await calls.rm(path, { force: true }).catch(() => undefined);
    throw error;
  }
}
