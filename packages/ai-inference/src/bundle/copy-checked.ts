import { createHash } from 'node:crypto';
import { abortedError, AiError } from '@org/ai-core';
import type { FileSystem } from '@org/ai-storage';
import type { BundleFile } from './manifest.ts';

/** Bytes copied in one go. */
const pieceBytes = 1_048_576;

/** Copies a file durably, piece by piece. @throws AiError `conflict` when it is not (any more) what its digest says */
export async function copyChecked(
  fileSystem: FileSystem,
  from: string,
  to: string,
  expected: BundleFile,
  options: { readonly signal?: AbortSignal | undefined; readonly onBytes?: ((bytes: number) => void) | undefined },
): Promise<void> {
  const hash = createHash('sha256');
  const source = await fileSystem.open(from, 'read');
  try {
    const target = await fileSystem.open(to, 'create');
    try {
      let position = 0;
      for (;;) {
        if (options.signal?.aborted === true) throw abortedError(options.signal);
        const piece = await source.read(position, pieceBytes);
        if (piece.byteLength === 0) break;
        hash.update(piece);
        await target.append(piece);
        position += piece.byteLength;
        options.onBytes?.(piece.byteLength);
      }
      await target.sync();
      if (position === expected.bytes && `sha256:${hash.digest('hex')}` === expected.digest) return;
    } finally {
      await target.close();
    }
  } finally {
    await source.close();
  }
  throw new AiError('conflict', `${from} was changed while it was copied; try again when nothing writes to it`, {
    details: { file: from },
  });
}
