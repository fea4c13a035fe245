import { abortedError } from '@org/ai-core';
import type { FileHandle } from '../file-system/file-system.ts';

/** One line of a file: where it starts, where the next one would, and its bytes without the line feed. */
export interface Line {
  readonly start: number;
  readonly next: number;
  /** Undefined for a line longer than the limit, whose bytes were passed over. */
  readonly bytes: Uint8Array | undefined;
  /** False for the rest of the file after the last line feed. */
  readonly isTerminated: boolean;
}

/** Small, so that the work between two turns of the event loop stays at a few milliseconds. */
const chunkBytes = 64 * 1024;
const lineFeed = 0x0a;

/** Reads the lines between two positions in pieces, so that no file is too large and the event loop turns in between. */
export async function* readLines(
  handle: FileHandle,
  options: {
    readonly from: number;
    readonly to: number;
    readonly maxLineBytes: number;
    readonly signal?: AbortSignal | undefined;
  },
): AsyncGenerator<Line, void, undefined> {
  const { to, maxLineBytes, signal } = options;
  let start = options.from;
  let parts: Uint8Array[] = [];
  let position = options.from;
  while (position < to) {
    if (signal?.aborted === true) throw abortedError(signal);
    const chunk = await handle.read(position, Math.min(chunkBytes, to - position));
    if (chunk.length === 0) break;
    let offset = 0;
    for (;;) {
      const feed = chunk.indexOf(lineFeed, offset);
      if (feed === -1) break;
      const next = position + feed + 1;
      const isWithin = next - 1 - start <= maxLineBytes;
      parts.push(chunk.subarray(offset, feed));
      yield { start, next, bytes: isWithin ? joined(parts) : undefined, isTerminated: true };
      parts = [];
      start = next;
      offset = feed + 1;
    }
    position += chunk.length;
    // Of a line that is too long only the fact is kept.
    if (position - start > maxLineBytes) parts = [];
    else if (offset < chunk.length) parts.push(chunk.subarray(offset));
  }
  if (start < position) {
    const isWithin = position - start <= maxLineBytes;
    yield { start, next: position, bytes: isWithin ? joined(parts) : undefined, isTerminated: false };
  }
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  return parts.length === 1 && parts[0] !== undefined ? parts[0] : Buffer.concat(parts);
}
