export type { FileHandle, FileStat, FileSystem, OpenMode } from './file-system/file-system.ts';
export { createNodeFileSystem } from './file-system/node-file-system.ts';
export { writeFileDurably } from './durable-file/write-file-durably.ts';
export { openJournal, type Journal, type JournalOptions } from './journal/journal.ts';
export { openManifest, type Manifest, type ManifestOptions } from './manifest/manifest.ts';
