import type { FileHandle as NodeHandle } from 'node:fs/promises';
import { fileError } from './file-error.ts';
import type { FileHandle } from './file-system.ts';

/** A file handle over Node's. Appends go to a tracked position, since Windows cannot truncate a file that was opened for appending. */
export function nodeFileHandle(handle: NodeHandle, path: string, length: number): FileHandle {
  let end = length;
  const attempt = async <T>(operation: string, work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      throw fileError(error, operation, path);
    }
  };
  return {
    append: (bytes) =>
      attempt('write to', async () => {
        let written = 0;
        while (written < bytes.length) {
          const result = await handle.write(bytes, written, bytes.length - written, end);
          written += result.bytesWritten;
          end += result.bytesWritten;
        }
      }),
    read: (position, wanted) =>
      attempt('read', async () => {
        const buffer = new Uint8Array(wanted);
        let filled = 0;
        while (filled < wanted) {
          const { bytesRead } = await handle.read(buffer, filled, wanted - filled, position + filled);
          if (bytesRead === 0) break;
          filled += bytesRead;
        }
        return buffer.subarray(0, filled);
      }),
    size: () => attempt('read the size of', async () => (await handle.stat()).size),
    truncate: (to) =>
      attempt('truncate', async () => {
        await handle.truncate(to);
        end = to;
      }),
    sync: () => attempt('sync', () => handle.sync()),
    close: () => attempt('close', () => handle.close()),
  };
}
