import { dirname } from 'node:path';
import { AiError, canonicalJson, type JsonValue } from '@org/ai-core';
import type { FileHandle, FileSystem } from '../file-system/file-system.ts';
import { createNodeFileSystem } from '../file-system/node-file-system.ts';
import { createGroupCommit } from '../log-file/group-commit.ts';
import { readLines } from '../log-file/lines.ts';
import { logFile } from '../log-file/log-file.ts';
import { decodeLine, encodeLine, encodeMark, journalHeader } from './journal-line.ts';
import { damaged, maxLineBytes, recover, type JournalState } from './recovery.ts';

/** Where the journal is and how to reach it. */
export interface JournalOptions {
  /** @defaultValue the machine's own disk */
  readonly fileSystem?: FileSystem | undefined;
  /** Absolute path of the file; created with its directory when missing. */
  readonly path: string;
  /** Stops opening, which reads the whole file. */
  readonly signal?: AbortSignal | undefined;
}

/** A file of records that keeps what it has acknowledged. One process at a time writes to it: take a lock. */
export interface Journal {
  /**
   * Resolves once the record survives a power cut; concurrent appends share one fsync and keep their order. The signal takes back a record that still waits.
   * A record whose append was rejected may still be found after the next opening, when the fault came after writing.
   *
   * @throws AiError `invalid-input` for what JSON cannot hold, `payload-too-large` beyond 16 MiB, `resource-exhausted` when the disk is full (nothing is written, appending may go on),
   * `conflict` when another writer has changed the file, `unavailable` after a failed fsync (open the journal again)
   */
  append(record: JsonValue, options?: { readonly signal?: AbortSignal | undefined }): Promise<void>;
  /** The records that were acknowledged when the iteration began, in order. @throws AiError `integrity` when the file was damaged since opening */
  records(): AsyncIterable<JsonValue>;
  /** Waits for what is being appended. */
  close(): Promise<void>;
  /** What was found at opening: records kept, and bytes of a torn tail that were dropped. */
  readonly recovered: { readonly records: number; readonly droppedBytes: number };
}

/**
 * Opens a journal: checks every record, drops a tail that a crash tore, and makes durable what is left.
 *
 * @throws AiError `integrity` when an acknowledged record is damaged or the file is not a journal (nothing is changed then), `forbidden`, `resource-exhausted`, `aborted`
 * @example
 * ```ts
 * import { openJournal } from '@org/ai-storage';
 *
 * const journal = await openJournal({ path: '/var/lib/assistant/feedback.journal' });
 * await journal.append({ answer: 'a-17', vote: 'up' });
 * for await (const record of journal.records()) console.log(record);
 * await journal.close();
 * ```
 */
export async function openJournal(options: JournalOptions): Promise<Journal> {
  const { fileSystem = createNodeFileSystem(), path, signal } = options;
  await createIfMissing(fileSystem, path);
  const handle = await fileSystem.open(path, 'append');
  try {
    const size = await handle.size();
    const state = await recover(handle, path, size, signal);
    if (state.end < size) await handle.truncate(state.end);
    // A killed process may have left records and the name in memory only: what is handed out below must not vanish later.
    await handle.sync();
    await fileSystem.syncDirectory(dirname(path));
    return journalOn(fileSystem, path, handle, state, size - state.end);
  } catch (error) {
    await handle.close().catch(() => undefined);
    throw error;
  }
}

async function createIfMissing(fileSystem: FileSystem, path: string): Promise<void> {
  if ((await fileSystem.stat(path)) !== undefined) return;
  if ((await fileSystem.stat(dirname(path))) === undefined) await fileSystem.makeDirectory(dirname(path));
  await fileSystem.createExclusive(path, journalHeader);
}

function journalOn(
  fileSystem: FileSystem,
  path: string,
  handle: FileHandle,
  state: JournalState,
  droppedBytes: number,
): Journal {
  const log = logFile(handle, path, state.end);
  let hasNewRecords = false;
  let closing: Promise<void> | undefined;

  const commits = createGroupCommit<string, undefined>(async (batch) => {
    const committed = log.end;
    let position = committed;
    const lines = batch.map((json) => {
      const line = encodeLine(position, committed, json);
      position += line.length;
      return line;
    });
    await log.write(Buffer.concat(lines));
    hasNewRecords = true;
    return batch.map(() => undefined);
  });
  const close = async (): Promise<void> => {
    await commits.idle();
    // The mark proves to the next opening that the last batch had been acknowledged. Losing it loses no record, so it is not synced.
    if (hasNewRecords && !log.isFailed) await handle.append(encodeMark(log.end)).catch(() => undefined);
    await log.close();
  };
  return {
    recovered: { records: state.records, droppedBytes },
    async append(record, appendOptions) {
      if (closing !== undefined) throw new AiError('unavailable', `the journal ${path} is closed; open it again`);
      const json = canonicalJson(record);
      const bytes = Buffer.byteLength(json);
      if (bytes > maxLineBytes - 64)
        throw new AiError(
          'payload-too-large',
          `record has ${String(bytes)} bytes; a journal record holds at most 16 MiB`,
        );
      await commits.add(json, bytes, appendOptions?.signal);
    },
    records: () => readRecords(fileSystem, path, log.end),
    close: () => (closing ??= close()),
  };
}

async function* readRecords(
  fileSystem: FileSystem,
  path: string,
  end: number,
): AsyncGenerator<JsonValue, void, undefined> {
  const handle = await fileSystem.open(path, 'read');
  try {
    let position = journalHeader.length;
    for await (const line of readLines(handle, { from: position, to: end, maxLineBytes })) {
      const sound = line.isTerminated && line.bytes !== undefined ? decodeLine(line.start, line.bytes) : undefined;
      if (sound === undefined) throw damaged(path, line.start);
      position = line.next;
      if (sound.json !== undefined) yield JSON.parse(sound.json) as JsonValue;
    }
    if (position < end) throw damaged(path, position);
  } finally {
    await handle.close();
  }
}
