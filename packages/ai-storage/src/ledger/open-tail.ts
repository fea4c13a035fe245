import { dirname } from 'node:path';
import type { FileHandle, FileSystem } from '../file-system/file-system.ts';
import { readLines } from '../log-file/lines.ts';
import { checkpointPath, emptyCheckpoint, readCheckpoint, writeCheckpoint, type Checkpoint } from './checkpoint.ts';
import { decodeEntry } from './ledger-entry.ts';
import { maxEntryBytes } from './verify-ledger.ts';

/** An opened ledger file and the point from which it goes on; undefined when its acknowledged end is not as it was. */
export interface LedgerTail {
  readonly handle: FileHandle;
  /** Number of entries that were acknowledged before, as far as the checkpoint tells. */
  readonly acknowledged: number;
  readonly end: Checkpoint | undefined;
}

/** Opens the file at its end without reading all of it: the checkpoint says where to look. */
export async function openTail(
  fileSystem: FileSystem,
  path: string,
  signal: AbortSignal | undefined,
): Promise<LedgerTail> {
  const checkpoint = await findCheckpoint(fileSystem, path);
  const handle = await fileSystem.open(path, 'append');
  try {
    // A checkpoint must not outlive the name of the ledger it speaks of, and neither may vanish after it was shown.
    await fileSystem.syncDirectory(dirname(path));
    const size = await handle.size();
    const acknowledged = checkpoint?.sequence ?? 0;
    if (checkpoint === undefined || !(await isEndSound(handle, size, checkpoint)))
      return { handle, acknowledged, end: undefined };
    const end = await adopt(handle, size, checkpoint, signal);
    if (end.bytes < size) await handle.truncate(end.bytes);
    // The checkpoint must not promise entries that a killed process left unsynced.
    if (size > checkpoint.bytes) await handle.sync();
    if (end.bytes > checkpoint.bytes) await writeCheckpoint(fileSystem, path, end);
    return { handle, acknowledged, end };
  } catch (error) {
    await handle.close().catch(() => undefined);
    throw error;
  }
}

/** The checkpoint comes first into the world, so that a ledger without one has lost it. */
async function findCheckpoint(fileSystem: FileSystem, path: string): Promise<Checkpoint | undefined> {
  const directory = dirname(path);
  if ((await fileSystem.stat(directory)) === undefined) await fileSystem.makeDirectory(directory);
  const ledger = await fileSystem.stat(path);
  const isNew = ledger === undefined || ledger.bytes === 0;
  if (isNew && (await fileSystem.stat(checkpointPath(path))) === undefined)
    await writeCheckpoint(fileSystem, path, emptyCheckpoint);
  return readCheckpoint(fileSystem, path);
}

/** Whether the last acknowledged entry is where the checkpoint says, as it was: only then is what follows it a torn tail. */
async function isEndSound(handle: FileHandle, size: number, checkpoint: Checkpoint): Promise<boolean> {
  const { sequence, head, lastStart, bytes } = checkpoint;
  if (sequence === 0) return true;
  if (size < bytes || bytes <= lastStart) return false;
  const line = await handle.read(lastStart, bytes - lastStart);
  const entry = line.at(-1) === 0x0a ? decodeEntry(line.subarray(0, -1)) : undefined;
  return entry?.sequence === sequence && entry.hash === head;
}

/** Goes on over entries that were written but not yet acknowledged. */
async function adopt(
  handle: FileHandle,
  size: number,
  checkpoint: Checkpoint,
  signal: AbortSignal | undefined,
): Promise<Checkpoint> {
  let end = checkpoint;
  for await (const line of readLines(handle, { from: end.bytes, to: size, maxLineBytes: maxEntryBytes, signal })) {
    const entry = line.isTerminated && line.bytes !== undefined ? decodeEntry(line.bytes) : undefined;
    if (entry?.sequence !== end.sequence + 1 || entry.previous !== end.head) break;
    end = { sequence: entry.sequence, head: entry.hash, lastStart: line.start, bytes: line.next };
  }
  return end;
}
