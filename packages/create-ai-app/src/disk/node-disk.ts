import { lstat, mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { appError } from '../errors/app-error.ts';
import type { Disk } from './disk.ts';

/** The machine's own disk; what it refuses becomes an error that says why. */
export function createNodeDisk(): Disk {
  return {
    kind: (path) =>
      attempt(path, async () => {
        const stats = await lstat(path);
        return stats.isFile() ? 'file' : stats.isDirectory() ? 'folder' : 'other';
      }),
    read: (path) => attempt(path, () => readFile(path)),
    list: async (path) => [...((await attempt(path, () => readdir(path))) ?? [])].sort(),
    isExecutable: async (path) => (await attempt(path, async () => ((await lstat(path)).mode & 0o100) !== 0)) ?? false,
    write: (path, content, isExecutable = false) =>
      insist(path, async () => {
        const file = await open(path, 'w', isExecutable ? 0o777 : 0o666);
        try {
          await file.writeFile(content);
          await file.sync();
        } finally {
          await file.close();
        }
      }),
    rename: (from, to) => insist(to, () => rename(from, to)),
    remove: (path) => insist(path, () => rm(path, { recursive: true, force: true })),
    makeFolder: (path) =>
      insist(path, async () => {
        await mkdir(path, { recursive: true });
      }),
    sync: async (folder) => {
      // Windows opens no folders.
      const handle = await open(folder, 'r').catch(() => undefined);
      await handle?.sync().catch(() => undefined);
      await handle?.close();
    },
  };
}

/** Undefined where nothing is. */
async function attempt<T>(path: string, run: () => Promise<T>): Promise<T | undefined> {
  try {
    return await run();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw explain(error, path);
  }
}

async function insist(path: string, run: () => Promise<void>): Promise<void> {
  try {
    await run();
  } catch (error) {
    throw explain(error, path);
  }
}

function explain(error: unknown, path: string): unknown {
  switch ((error as NodeJS.ErrnoException).code) {
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return appError(
        'no-permission',
        `${path} cannot be accessed: choose another folder, or change its permissions`,
        error,
      );
    case 'ENOSPC':
    case 'EDQUOT':
      return appError(
        'no-space',
        `there is no space left to write ${path}: free some, then run the command again`,
        error,
      );
    case 'ENOTDIR':
    case 'EEXIST':
    case 'ENOTEMPTY':
      return appError(
        'blocked-path',
        `${path} cannot be made, since a file is in its way: move it, then run again`,
        error,
      );
    default:
      return error;
  }
}
