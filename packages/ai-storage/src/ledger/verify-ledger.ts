import { AiError } from '@org/ai-core';
import type { FileHandle, FileSystem } from '../file-system/file-system.ts';
import { createNodeFileSystem } from '../file-system/node-file-system.ts';
import { readLines } from '../log-file/lines.ts';
import { readCheckpoint, type Checkpoint } from './checkpoint.ts';
import { decodeEntry, ledgerRoot, type LedgerEntry } from './ledger-entry.ts';

/** Longest line that is taken for an entry. */
export const maxEntryBytes: number = 16 * 1024 * 1024;

/** Whether a ledger is as it was written. Keep `head` elsewhere to notice that somebody replaced ledger and checkpoint together. */
export type LedgerVerdict =
  | { readonly isIntact: true; readonly entries: number; readonly head: string }
  | {
      readonly isIntact: false;
      /** Number of the first entry that is not as it was written, or is missing. */
      readonly sequence: number;
      /** `entry`: its text does not match its hash; `chain`: it does not follow the one before; `truncated`: acknowledged entries are missing at the end; `checkpoint`: the checkpoint is missing or does not match */
      readonly reason: 'entry' | 'chain' | 'truncated' | 'checkpoint';
      readonly message: string;
    };

/** Which ledger to verify. */
export interface VerifyLedgerOptions {
  /** @defaultValue the machine's own disk */
  readonly fileSystem?: FileSystem | undefined;
  /** Absolute path of the ledger; its checkpoint lies beside it. */
  readonly path: string;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Walks a whole ledger and names the first entry that was changed, removed, added or reordered. Reads only, so that an auditor needs no right to write.
 *
 * @throws AiError `not-found` when there is neither a ledger nor a checkpoint, `forbidden`, `aborted`
 * @example
 * ```ts
 * import { verifyLedger } from '@org/ai-storage';
 *
 * const verdict = await verifyLedger({ path: '/var/lib/assistant/decisions.ledger' });
 * if (!verdict.isIntact) console.error(`entry ${String(verdict.sequence)}: ${verdict.message}`);
 * ```
 */
export async function verifyLedger(options: VerifyLedgerOptions): Promise<LedgerVerdict> {
  const { fileSystem = createNodeFileSystem(), path, signal } = options;
  const checkpoint = await readCheckpoint(fileSystem, path);
  const isThere = (await fileSystem.stat(path)) !== undefined;
  if (!isThere && checkpoint !== undefined && checkpoint.sequence > 0) return broken(1, 'truncated');
  const handle = await fileSystem.open(path, 'read');
  try {
    return await walk(handle, await handle.size(), checkpoint, signal);
  } finally {
    await handle.close();
  }
}

async function walk(
  handle: FileHandle,
  size: number,
  checkpoint: Checkpoint | undefined,
  signal: AbortSignal | undefined,
): Promise<LedgerVerdict> {
  let sequence = 0;
  let head = ledgerRoot;
  for await (const item of readEntries(handle, size, signal)) {
    const isAcknowledged = checkpoint === undefined || sequence < checkpoint.sequence;
    // What follows the checkpoint was never acknowledged: a tail that a crash tore, which the next opening drops.
    if (item.entry === undefined && !isAcknowledged) break;
    sequence += 1;
    if (item.entry === undefined) return broken(sequence, 'entry');
    if (item.entry.sequence !== sequence || item.entry.previous !== head) return broken(sequence, 'chain');
    head = item.entry.hash;
    if (sequence === checkpoint?.sequence && head !== checkpoint.head) return broken(sequence, 'checkpoint');
  }
  if (checkpoint === undefined)
    return sequence === 0 ? { isIntact: true, entries: 0, head } : broken(sequence + 1, 'checkpoint');
  if (sequence < checkpoint.sequence) return broken(sequence + 1, 'truncated');
  return { isIntact: true, entries: sequence, head };
}

/** The entries up to a position, with `undefined` for a line that is none. */
export async function* readEntries(
  handle: FileHandle,
  to: number,
  signal?: AbortSignal,
): AsyncGenerator<
  { readonly entry: LedgerEntry | undefined; readonly start: number; readonly next: number },
  void,
  undefined
> {
  for await (const line of readLines(handle, { from: 0, to, maxLineBytes: maxEntryBytes, signal })) {
    const entry = line.isTerminated && line.bytes !== undefined ? decodeEntry(line.bytes) : undefined;
    yield { entry, start: line.start, next: line.next };
  }
}

const messages = {
  entry: 'the text does not match its hash: it was changed after it was written',
  chain: 'it does not follow the entry before it: entries were removed, added or reordered',
  truncated: 'it was acknowledged and is missing: the end of the ledger was cut off',
  checkpoint: 'the checkpoint beside the ledger is missing or names another hash',
} as const;

function broken(sequence: number, reason: keyof typeof messages): LedgerVerdict & { readonly isIntact: false } {
  return { isIntact: false, sequence, reason, message: messages[reason] };
}

/** The error of whoever needs an intact ledger. */
export function notIntact(path: string, sequence: number): AiError {
  return new AiError(
    'integrity',
    `the ledger ${path} is not intact at or after entry ${String(sequence)}; verify() names the first broken one; restore the ledger and its checkpoint from a backup`,
    { details: { sequence } },
  );
}
