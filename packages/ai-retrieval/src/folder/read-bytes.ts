import { constants, open } from 'node:fs/promises';

// No link is followed even when one takes the file's place between the inspection and the reading; a pipe in its place does not block. Windows has neither flag: undefined counts as 0.
const flags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;

/** The bytes of a regular file, or undefined when it holds more than `limit` (also when it grew since it was inspected). */
export async function readBytes(path: string, limit: number): Promise<Uint8Array | undefined> {
  const handle = await open(path, flags);
  try {
    const { size } = await handle.stat();
    if (size > limit) return undefined;
    const bytes = new Uint8Array(size + 1);
    let length = 0;
    for (;;) {
      const { bytesRead } = await handle.read(bytes, length, bytes.length - length, length);
      if (bytesRead === 0) return bytes.subarray(0, length);
      length += bytesRead;
      if (length === bytes.length) return undefined;
    }
  } finally {
    await handle.close();
  }
}
