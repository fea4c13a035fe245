import type { Clock } from '@org/ai-core';
import type { FileSystem } from '../file-system/file-system.ts';
import { createNodeFileSystem } from '../file-system/node-file-system.ts';
import { openGenerations, type Generations } from '../journal/generations.ts';
import { checkSettings } from './checked-job.ts';
import { createJobTable, decodeEntry, encodeEntry, sizeOf, type JobEntry, type JobTable } from './job-table.ts';
import { createLocalQueue, type JobRecords } from './local-queue.ts';
import type { Queue, QueueSettings } from './queue.ts';

/** Where a queue's journal is, and how often its jobs are tried. */
export interface FileQueueOptions extends QueueSettings {
  /** @defaultValue the machine's own disk */
  readonly fileSystem?: FileSystem | undefined;
  /** Absolute path of the queue's folder, created when missing; nothing else may live in it. */
  readonly directory: string;
  /** @defaultValue the machine's clock */
  readonly clock?: Clock | undefined;
  /** Stops opening, which reads the whole journal. */
  readonly signal?: AbortSignal | undefined;
}

/** Writings below this are not worth a new journal. */
const smallJournal = 256 * 1024;

/**
 * Opens a queue whose jobs survive power cuts in a journal; its workers are in this process. Jobs that were in hand when the process ended come first.
 * One process at a time may have it open: take a lock. It remembers the last 10,000 jobs that are done.
 *
 * @throws AiError `integrity` when an acknowledged record is damaged, `forbidden`, `resource-exhausted`, `aborted`
 * @example
 * ```ts
 * import { openFileQueue } from '@org/ai-storage';
 *
 * const queue = await openFileQueue({ directory: '/var/lib/assistant/jobs' });
 * await queue.add([{ id: 'nightly-2026-11-26', payload: { folder: 'handbook' } }]);
 * await queue.close();
 * ```
 */
export async function openFileQueue(options: FileQueueOptions): Promise<Queue> {
  const { fileSystem = createNodeFileSystem(), directory, signal } = options;
  const { maxAttempts } = checkSettings(options);
  const generations = await openGenerations(fileSystem, directory, signal);
  const table = createJobTable();
  let journalBytes = 0;
  for await (const value of generations.journal.records()) {
    const entry = decodeEntry(value, generations.path);
    table.put(entry);
    journalBytes += sizeOf(entry);
  }
  for (const entry of [...table.entries()].reverse()) {
    if (entry.state !== 'active') continue;
    const losses = entry.losses + 1;
    if (losses < maxAttempts) table.put({ ...entry, losses, state: 'waiting', dueMs: 0 }, 'front');
    else table.put({ ...entry, losses, state: 'dead', reason: 'its process ended too often' });
  }
  return createLocalQueue({ ...options, name: 'file' }, table, journalOf(generations, table, journalBytes));
}

function journalOf(generations: Generations, table: JobTable, bytesAtOpening: number): JobRecords {
  let journalBytes = bytesAtOpening;
  let compacting: Promise<void> | undefined;
  const pending = new Set<Promise<void>>();
  const compact = async (): Promise<void> => {
    // What is being written is in the table only afterwards: the new journal would be without it.
    await Promise.allSettled(pending);
    const entries = [...table.entries()];
    await generations.replace(entries.map(encodeEntry));
    journalBytes = entries.reduce((sum, entry) => sum + sizeOf(entry), 0);
  };
  const append = async (entries: readonly JobEntry[], signal: AbortSignal | undefined): Promise<void> => {
    await Promise.all(entries.map((entry) => generations.journal.append(encodeEntry(entry), { signal })));
    for (const entry of entries) {
      journalBytes += sizeOf(entry);
      table.put(entry);
    }
  };
  return {
    async write(entries, signal) {
      while (compacting !== undefined) await compacting;
      const written = append(entries, signal);
      pending.add(written);
      try {
        await written;
      } finally {
        pending.delete(written);
      }
      if (journalBytes > smallJournal + 2 * table.bytes)
        // When it fails, the journal in use goes on, or refuses the next write by itself.
        compacting ??= compact()
          .catch(() => undefined)
          .finally(() => (compacting = undefined));
    },
    async close() {
      while (compacting !== undefined) await compacting;
      await generations.journal.close();
    },
  };
}
