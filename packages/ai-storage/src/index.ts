// files
export type { FileHandle, FileStat, FileSystem, OpenMode } from './file-system/file-system.ts';
export { createNodeFileSystem } from './file-system/node-file-system.ts';
export { writeFileDurably } from './durable-file/write-file-durably.ts';

// records, state, exclusion, evidence
export { openJournal, type Journal, type JournalOptions } from './journal/journal.ts';
export { openManifest, type Manifest, type ManifestOptions } from './manifest/manifest.ts';
export { createMemoryKeyValue, type MemoryKeyValueOptions } from './key-value/memory-key-value.ts';
export { createFileKeyValue, type FileKeyValue, type FileKeyValueOptions } from './key-value/file-key-value.ts';
export type {
  JobHandler,
  JobInfo,
  JobOutcome,
  NewJob,
  Queue,
  QueueJob,
  QueueSettings,
  QueueWorker,
  WorkOptions,
} from './queue/queue.ts';
export { openFileQueue, type FileQueueOptions } from './queue/file-queue.ts';
export { createMemoryQueue, type LocalQueueOptions } from './queue/local-queue.ts';
export { acquireLock, type Lock, type LockOptions } from './lock/lock.ts';
export type { ProcessIdentity, ProcessTable } from './lock/process-identity.ts';
export { openLedger, type Ledger, type LedgerOptions, type LedgerReceipt } from './ledger/ledger.ts';
export { ledgerRoot, type LedgerEntry } from './ledger/ledger-entry.ts';
export { verifyLedger, type LedgerVerdict, type VerifyLedgerOptions } from './ledger/verify-ledger.ts';
