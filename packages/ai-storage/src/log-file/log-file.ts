import { AiError } from '@org/ai-core';
import type { FileHandle } from '../file-system/file-system.ts';

/** A file that only grows, by synced writes. */
export interface LogFile {
  /** Length in bytes of what is synced. */
  readonly end: number;
  /** Appends and syncs. After a rejection either nothing of it is in the file, or every further write is refused. */
  write(bytes: Uint8Array): Promise<void>;
  /** Refuses all further writes, since what is on the disk is no longer known. */
  fail(cause: unknown): void;
  readonly isFailed: boolean;
  close(): Promise<void>;
}

export function logFile(handle: FileHandle, path: string, length: number): LogFile {
  let end = length;
  let failure: AiError | undefined;

  const fail = (cause: unknown): void => {
    failure ??= new AiError('unavailable', `${path} takes no more writes after a fault; open it again`, {
      isRetryable: false,
      cause,
    });
  };
  const append = async (bytes: Uint8Array): Promise<void> => {
    if ((await handle.size()) !== end) {
      fail(undefined);
      throw new AiError('conflict', `another writer has changed ${path}; let one process write to it, under a lock`);
    }
    try {
      await handle.append(bytes);
    } catch (error) {
      await handle.truncate(end).catch(fail);
      throw error;
    }
  };
  return {
    get end() {
      return end;
    },
    get isFailed() {
      return failure !== undefined;
    },
    fail,
    async write(bytes) {
      if (failure !== undefined) throw failure;
      await append(bytes);
      try {
        await handle.sync();
      } catch (error) {
        // After a failed fsync the kernel may have dropped the pages: a second fsync would succeed and prove nothing.
        fail(error);
        throw error;
      }
      end += bytes.length;
    },
    close: () => handle.close(),
  };
}
