import { AiError, canonicalJson, systemClock, type Clock, type JsonValue } from '@org/ai-core';
import { sweepTemporaries } from '../durable-file/sweep-temporaries.ts';
import type { FileSystem } from '../file-system/file-system.ts';
import { createNodeFileSystem } from '../file-system/node-file-system.ts';
import { createGroupCommit } from '../log-file/group-commit.ts';
import { logFile } from '../log-file/log-file.ts';
import { checkpointPath, writeCheckpoint, type Checkpoint } from './checkpoint.ts';
import { encodeEntry, ledgerRoot, type LedgerEntry } from './ledger-entry.ts';
import { openTail, type LedgerTail } from './open-tail.ts';
import { maxEntryBytes, notIntact, readEntries, verifyLedger, type LedgerVerdict } from './verify-ledger.ts';

/** Where the ledger is and how to reach it. */
export interface LedgerOptions {
  /** @defaultValue the machine's own disk */
  readonly fileSystem?: FileSystem | undefined;
  /** Absolute path of the file; `<path>.checkpoint` lies beside it. Both are created when missing. */
  readonly path: string;
  /** Source of the entries' times. @defaultValue the machine's clock */
  readonly clock?: Clock | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Number and hash of an acknowledged entry: keep the hash elsewhere to prove later that the entry was there. */
export interface LedgerReceipt {
  readonly sequence: number;
  readonly hash: string;
}

/** A file of entries that cannot be changed unnoticed. One process at a time writes to it: take a lock. */
export interface Ledger {
  /**
   * Resolves once the entry survives a power cut; concurrent appends share the fsyncs and keep their order.
   *
   * @throws AiError `integrity` when the end of the ledger is not as it was acknowledged, `invalid-input`, `payload-too-large` beyond 16 MiB, `resource-exhausted`, `conflict` when another writer has changed the file
   */
  append(
    kind: string,
    record: JsonValue,
    options?: { readonly signal?: AbortSignal | undefined },
  ): Promise<LedgerReceipt>;
  /** Walks all entries and names the first broken one. */
  verify(options?: { readonly signal?: AbortSignal | undefined }): Promise<LedgerVerdict>;
  /** The entries that were acknowledged when the iteration began. @throws AiError `integrity` at the first broken one */
  entries(): AsyncIterable<LedgerEntry>;
  /** Waits for what is being appended. */
  close(): Promise<void>;
}

/**
 * Opens a ledger: an append-only file in which each entry carries the hash of the one before. Opening costs the same however long the ledger is; `verify` reads all of it.
 * A ledger whose end was tampered with still opens, so that it can be verified and read, but takes no entries.
 *
 * @throws AiError `forbidden`, `resource-exhausted`, `aborted`
 * @example
 * ```ts
 * import { openLedger } from '@org/ai-storage';
 *
 * const ledger = await openLedger({ path: '/var/lib/assistant/decisions.ledger' });
 * const { sequence, hash } = await ledger.append('release', { service: 'assistant', verdict: 'pass' });
 * console.log(sequence, hash, (await ledger.verify()).isIntact);
 * await ledger.close();
 * ```
 */
export async function openLedger(options: LedgerOptions): Promise<Ledger> {
  const { fileSystem = createNodeFileSystem(), path, clock = systemClock, signal } = options;
  const tail = await openTail(fileSystem, path, signal);
  await sweepTemporaries(fileSystem, checkpointPath(path));
  return ledgerOn(fileSystem, path, clock, tail);
}

interface NewEntry {
  readonly kind: string;
  readonly record: JsonValue;
  readonly time: string;
}

function ledgerOn(fileSystem: FileSystem, path: string, clock: Clock, tail: LedgerTail): Ledger {
  const log = logFile(tail.handle, path, tail.end?.bytes ?? 0);
  let end = tail.end;
  let closing: Promise<void> | undefined;

  const commits = createGroupCommit<NewEntry, LedgerReceipt>(async (batch) => {
    if (end === undefined) throw notIntact(path, 1);
    let next = end;
    const lines: Uint8Array[] = [];
    const receipts = batch.map((entry) => {
      const sequence = next.sequence + 1;
      const { line, hash } = encodeEntry({ ...entry, sequence, previous: next.head });
      lines.push(line);
      next = { sequence, head: hash, lastStart: next.bytes, bytes: next.bytes + line.length };
      return { sequence, hash };
    });
    await log.write(Buffer.concat(lines));
    await commitCheckpoint(next);
    return receipts;
  });
  const commitCheckpoint = async (next: Checkpoint): Promise<void> => {
    try {
      await writeCheckpoint(fileSystem, path, next);
    } catch (error) {
      // The entries are on the disk, unacknowledged: only opening again can tell how the ledger goes on.
      log.fail(error);
      throw error;
    }
    end = next;
  };
  return {
    async append(kind, record, appendOptions) {
      if (closing !== undefined) throw new AiError('unavailable', `the ledger ${path} is closed; open it again`);
      if (kind === '') throw new AiError('invalid-input', 'kind must not be empty');
      // A copy: the caller may change its object while the entry waits.
      const json = canonicalJson(record);
      const bytes = Buffer.byteLength(json);
      if (bytes > maxEntryBytes - 4096)
        throw new AiError(
          'payload-too-large',
          `record has ${String(bytes)} bytes; a ledger entry holds at most 16 MiB`,
        );
      const time = new Date(clock.epochMs()).toISOString();
      return commits.add({ kind, record: JSON.parse(json) as JsonValue, time }, bytes, appendOptions?.signal);
    },
    async verify(verifyOptions) {
      await commits.idle();
      return verifyLedger({ fileSystem, path, signal: verifyOptions?.signal });
    },
    entries: () => entriesOf(fileSystem, path, end?.bytes, end?.sequence ?? tail.acknowledged),
    close: () =>
      (closing ??= (async () => {
        await commits.idle();
        await log.close();
      })()),
  };
}

async function* entriesOf(
  fileSystem: FileSystem,
  path: string,
  bytes: number | undefined,
  acknowledged: number,
): AsyncGenerator<LedgerEntry, void, undefined> {
  const handle = await fileSystem.open(path, 'read');
  try {
    let sequence = 0;
    let previous: string = ledgerRoot;
    for await (const { entry } of readEntries(handle, bytes ?? (await handle.size()))) {
      sequence += 1;
      if (entry?.sequence !== sequence || entry.previous !== previous) throw notIntact(path, sequence);
      previous = entry.hash;
      yield entry;
    }
    if (sequence < acknowledged) throw notIntact(path, sequence + 1);
  } finally {
    await handle.close();
  }
}
