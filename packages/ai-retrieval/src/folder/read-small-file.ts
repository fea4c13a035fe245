import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { openFlags, type ReadFile } from './read-bytes.ts';

/** A regular file of at most `limit` bytes, read at once; undefined for any other, and for one that cannot be read. Blocks: for a thread of its own. */
export function readSmallFile(path: string, limit: number): ReadFile | undefined {
  let file: number | undefined;
  try {
    file = openSync(path, openFlags);
    const stat = fstatSync(file);
    if (!stat.isFile() || stat.size > limit) return undefined;
    const bytes = new Uint8Array(stat.size + 1);
    let length = 0;
    for (;;) {
      const read = readSync(file, bytes, length, bytes.length - length, length);
      length += read;
      if (length > stat.size) return undefined;
      if (read === 0 || length === stat.size) return { bytes: bytes.subarray(0, length), modifiedMs: stat.mtimeMs };
    }
  } catch {
    return undefined;
  } finally {
    if (file !== undefined) closeSync(file);
  }
}
