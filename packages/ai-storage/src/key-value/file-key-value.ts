import { AiError, createSteadyTime, systemClock, type Clock, type KeyValue, type SteadyTime } from '@org/ai-core';
import type { FileSystem } from '../file-system/file-system.ts';
import { createNodeFileSystem } from '../file-system/node-file-system.ts';
import { checkKey, checkMaxBytes, checkSet } from './checked.ts';
import { createEntries, type Entries } from './entries.ts';
import { openGenerations, type Generations } from '../journal/generations.ts';
import { createKeyQueue } from './key-queue.ts';
import { decodeRecord, encodeRecord, type KeyValueRecord } from './record.ts';

/** Where the store is and how much it may hold. */
export interface FileKeyValueOptions {
  /** @defaultValue the machine's own disk */
  readonly fileSystem?: FileSystem | undefined;
  /** Absolute path of the store's folder, created when missing; nothing else may live in it. */
  readonly directory: string;
  /** Limit of keys and values together: all of them are kept in memory too. On the disk they take up to four times that. @defaultValue 64 MiB */
  readonly maxBytes?: number | undefined;
  /** @defaultValue the machine's clock */
  readonly clock?: Clock | undefined;
  /** Stops opening, which reads the whole store. */
  readonly signal?: AbortSignal | undefined;
}

/** A key-value store in a folder. One process at a time may have it open: take a lock. */
export interface FileKeyValue extends KeyValue {
  /** Waits for what is being written. Later writes reject with `unavailable`. */
  close(): Promise<void>;
}

/** Writings below this are not worth a new journal. */
const smallJournal = 256 * 1024;

/**
 * Opens a key-value store whose acknowledged writes survive power cuts: a journal, replaced by a shorter one when more
 * than half of it is out of date. Concurrent writes of different keys share one fsync.
 *
 * @throws AiError `integrity` when an acknowledged record is damaged, `forbidden`, `resource-exhausted`, `aborted`
 * @example
 * ```ts
 * import { createFileKeyValue } from '@org/ai-storage';
 *
 * const store = await createFileKeyValue({ directory: '/var/lib/assistant/vault' });
 * await store.set('greeting', new TextEncoder().encode('hello'));
 * await store.close();
 * ```
 */
export async function createFileKeyValue(options: FileKeyValueOptions): Promise<FileKeyValue> {
  const { fileSystem = createNodeFileSystem(), directory, maxBytes = 64 * 1024 * 1024, signal } = options;
  const entries = createEntries(checkMaxBytes(maxBytes));
  const generations = await openGenerations(fileSystem, directory, signal);
  const time = createSteadyTime(options.clock ?? systemClock);
  const read = await readAll(generations, entries, time);
  return storeOn(generations, entries, time, read);
}

interface Progress {
  sequence: number;
  /** Bytes in the journal, roughly. */
  journalBytes: number;
}

async function readAll(generations: Generations, entries: Entries, time: SteadyTime): Promise<Progress> {
  const progress: Progress = { sequence: 0, journalBytes: 0 };
  for await (const value of generations.journal.records()) {
    const record = decodeRecord(value, generations.path);
    progress.sequence = Math.max(progress.sequence, record.sequence);
    progress.journalBytes += sizeOf(record);
    time.atLeast(record.atMs);
    apply(record, entries);
  }
  return progress;
}

function storeOn(generations: Generations, entries: Entries, time: SteadyTime, progress: Progress): FileKeyValue {
  const inTurn = createKeyQueue();
  const pending = new Set<Promise<void>>();
  let compacting: Promise<void> | undefined;
  let isClosed = false;

  const compact = async (): Promise<void> => {
    // A failed write has told its caller; what it may have left is judged when the store is opened again.
    await Promise.allSettled(pending);
    const nowMs = time.nowMs();
    const alive = [...entries.all()].filter(([, entry]) => entry.expiresMs > nowMs);
    const records: KeyValueRecord[] = [
      { kind: 'start', sequence: progress.sequence, atMs: nowMs },
      ...alive.map(([key, { value, version, expiresMs }]): KeyValueRecord => {
        return { kind: 'set', key, value, sequence: Number(version), atMs: nowMs, expiresMs };
      }),
    ];
    await generations.replace(records.map(encodeRecord));
    progress.journalBytes = records.reduce((sum, record) => sum + sizeOf(record), 0);
  };

  const commit = async (record: KeyValueRecord, signal: AbortSignal | undefined): Promise<void> => {
    while (compacting !== undefined) await compacting;
    if (isClosed) throw new AiError('unavailable', 'the store is closed; open it again', { isRetryable: false });
    const written = generations.journal.append(encodeRecord(record), { signal });
    pending.add(written);
    try {
      await written;
    } finally {
      pending.delete(written);
    }
    apply(record, entries);
    progress.journalBytes += sizeOf(record);
    if (progress.journalBytes > smallJournal + 2 * entries.bytes) {
      // When it fails, the journal in use goes on, or refuses the next write by itself.
      compacting ??= compact()
        .catch(() => undefined)
        .finally(() => (compacting = undefined));
    }
  };

  return {
    async get(key, options = {}) {
      await Promise.resolve();
      checkKey(key, options.signal);
      const entry = entries.get(key, time.nowMs());
      return entry && { value: entry.value.slice(), version: entry.version };
    },
    async set(key, value, options = {}) {
      checkSet(key, value, options);
      const { ttlMs = Infinity, ifVersion, signal } = options;
      const own = value.slice();
      return inTurn(key, async () => {
        const nowMs = time.nowMs();
        if (ifVersion !== undefined && (entries.get(key, nowMs)?.version ?? null) !== ifVersion) return undefined;
        const settle = entries.reserve(key, own.length, nowMs);
        try {
          const sequence = ++progress.sequence;
          const record = { kind: 'set', key, value: own, sequence, atMs: nowMs, expiresMs: nowMs + ttlMs } as const;
          await commit(record, signal);
          return String(sequence);
        } finally {
          settle();
        }
      });
    },
    async delete(key, options = {}) {
      checkKey(key, options.signal);
      return inTurn(key, async () => {
        const nowMs = time.nowMs();
        const entry = entries.get(key, nowMs);
        if (entry === undefined || (options.ifVersion !== undefined && entry.version !== options.ifVersion))
          return false;
        await commit({ kind: 'delete', key, sequence: ++progress.sequence, atMs: nowMs }, options.signal);
        return true;
      });
    },
    async close() {
      while (compacting !== undefined) await compacting;
      isClosed = true;
      await generations.journal.close();
    },
  };
}

function apply(record: KeyValueRecord, entries: Entries): void {
  if (record.kind === 'delete') entries.remove(record.key);
  if (record.kind !== 'set') return;
  const { key, value, sequence, expiresMs } = record;
  entries.put(key, { value, version: String(sequence), expiresMs });
}

function sizeOf(record: KeyValueRecord): number {
  const own = record.kind === 'set' ? record.value.length * 1.34 : 0;
  return own + (record.kind === 'start' ? 0 : record.key.length) + 80;
}
