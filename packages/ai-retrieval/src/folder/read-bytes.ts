import { constants, open } from 'node:fs/promises';

/** No link is followed even when one takes the file's place between the inspection and the reading; a pipe in its place does not block. Windows has neither flag: undefined counts as 0. */
export const openFlags: number = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;

/** A file's bytes and when it was changed last. */
export interface ReadFile {
  readonly bytes: Uint8Array;
  /** Milliseconds since 1970. */
  readonly modifiedMs: number;
}

/** The bytes of a regular file, or undefined when it holds more than `limit` (also when it grew since it was inspected). */
export async function readBytes(path: string, limit: number): Promise<ReadFile | undefined> {
  const handle = await open(path, openFlags);
  try {
    const { size, mtimeMs: modifiedMs } = await handle.stat();
    if (size > limit) return undefined;
    const bytes = new Uint8Array(size + 1);
    let length = 0;
    for (;;) {
      const { bytesRead } = await handle.read(bytes, length, bytes.length - length, length);
      length += bytesRead;
      // Less than there was room for is the end of a regular file.
      if (bytesRead === 0 || length === size) return { bytes: bytes.subarray(0, length), modifiedMs };
      if (length === bytes.length) return undefined;
    }
  } finally {
    await handle.close();
  }
}
