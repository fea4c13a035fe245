import { AiError } from '@org/ai-core';
import type { FileHandle } from '../file-system/file-system.ts';
import { readLines } from '../log-file/lines.ts';
import { decodeLine, decodeMovedLine, journalHeader } from './journal-line.ts';

/** Longest line that is taken for a record. */
export const maxLineBytes: number = 16 * 1024 * 1024;

/** What a journal holds after a crash. */
export interface JournalState {
  /** Where the sound records end; what follows is a torn tail. */
  readonly end: number;
  readonly records: number;
}

/**
 * Finds the end of the sound records. A broken line is a torn tail only if no later line proves that it had been acknowledged.
 *
 * @throws AiError `integrity` when an acknowledged record is damaged or the file is not a journal
 */
export async function recover(
  handle: FileHandle,
  path: string,
  size: number,
  signal: AbortSignal | undefined,
): Promise<JournalState> {
  const header = await handle.read(0, journalHeader.length);
  if (Buffer.compare(header, journalHeader) !== 0)
    throw new AiError(
      'integrity',
      `${path} is not a journal: its first line is not "ai-journal 1"; it is left as it is`,
    );
  let records = 0;
  let end = journalHeader.length;
  let broken: number | undefined;
  for await (const line of readLines(handle, { from: end, to: size, maxLineBytes, signal })) {
    const sound = line.isTerminated && line.bytes !== undefined ? decodeLine(line.start, line.bytes) : undefined;
    if (sound === undefined) {
      broken ??= line.start;
      const moved = line.isTerminated && line.bytes !== undefined ? decodeMovedLine(line.bytes) : undefined;
      if (moved !== undefined && moved.committed > broken) throw damaged(path, broken);
    } else if (broken === undefined) {
      end = line.next;
      if (sound.json !== undefined) records += 1;
    } else if (sound.committed > broken) {
      throw damaged(path, broken);
    }
  }
  return { end, records };
}

export function damaged(path: string, position: number): AiError {
  return new AiError(
    'integrity',
    `${path} is damaged: the acknowledged record at byte ${String(position)} does not match its checksum; restore the file from a backup`,
    { details: { position } },
  );
}
