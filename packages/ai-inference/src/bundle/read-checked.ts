import { createHash } from 'node:crypto';
import { abortedError } from '@org/ai-core';
import type { FileSystem } from '@org/ai-storage';

/** Bytes read and hashed in one go: keeps the thread busy for about a millisecond. */
const pieceBytes = 262_144;

/** A file's content as far as it was asked for, and the digest of exactly these bytes. */
export interface CheckedFile {
  readonly digest: string;
  readonly bytes: Uint8Array;
}

/** Reads `length` bytes of a file piece by piece and hashes them on the way; keeps them only if told so. */
export async function readChecked(
  fileSystem: FileSystem,
  path: string,
  length: number,
  options: { readonly isKept: boolean; readonly signal?: AbortSignal | undefined },
): Promise<CheckedFile> {
  const hash = createHash('sha256');
  const bytes = new Uint8Array(options.isKept ? length : 0);
  const handle = await fileSystem.open(path, 'read');
  try {
    for (let position = 0; position < length;) {
      if (options.signal?.aborted === true) throw abortedError(options.signal);
      const piece = await handle.read(position, Math.min(pieceBytes, length - position));
      if (piece.byteLength === 0) break;
      hash.update(piece);
      if (options.isKept) bytes.set(piece, position);
      position += piece.byteLength;
    }
  } finally {
    await handle.close();
  }
  return { digest: `sha256:${hash.digest('hex')}`, bytes };
}
