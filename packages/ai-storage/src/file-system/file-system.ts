/** What a path is: its kind, its length in bytes and when its content last changed. */
export interface FileStat {
  readonly kind: 'file' | 'directory' | 'other';
  readonly bytes: number;
  /** Milliseconds since 1970 on the clock of the file system. */
  readonly modifiedMs: number;
}

/** An open file. Nothing is durable before `sync` has resolved. */
export interface FileHandle {
  /** Writes all bytes at the end. After a rejection the file may hold a part of them. */
  append(bytes: Uint8Array): Promise<void>;
  /** At most `length` bytes from `position`; fewer only at the end of the file. */
  read(position: number, length: number): Promise<Uint8Array>;
  size(): Promise<number>;
  truncate(length: number): Promise<void>;
  /** Makes content and length survive a power cut, but not the file's name: that takes {@link FileSystem.syncDirectory}. */
  sync(): Promise<void>;
  close(): Promise<void>;
}

/** How a file is opened: `read` an existing one, `create` a new or emptied one, `append` to an existing or new one. */
export type OpenMode = 'read' | 'create' | 'append';

/**
 * The files under everything in this package, as a port: {@link createNodeFileSystem} for the disk, `createPowerCutFileSystem` of `/testing` for proofs.
 * Paths are absolute. Every method rejects with AiError: `not-found`, `forbidden` (permissions, read-only), `resource-exhausted` (no space, no handles),
 * `conflict` (the name is taken), `invalid-input` (a directory where a file is needed, or the reverse), `internal` for any other fault of the device.
 */
export interface FileSystem {
  open(path: string, mode: OpenMode): Promise<FileHandle>;
  readFile(path: string): Promise<Uint8Array>;
  /** Names in a directory, sorted. */
  list(path: string): Promise<readonly string[]>;
  /** Follows symbolic links; undefined when nothing is there. */
  stat(path: string): Promise<FileStat | undefined>;
  /** Creates a directory and what is missing above it, durably. */
  makeDirectory(path: string): Promise<void>;
  /** Replaces what is at `to`. Durable once the directories of both paths are synced. */
  rename(from: string, to: string): Promise<void>;
  /** Removes a file or a directory with all that is in it; nothing there is no error. */
  remove(path: string): Promise<void>;
  /** Makes the names in a directory survive a power cut: created, renamed and removed entries. */
  syncDirectory(path: string): Promise<void>;
  /** Creates a file with synced content unless the name is taken (then `false`); of racing callers exactly one gets `true`, and nobody sees a part of it. Durable once the directory is synced. */
  createExclusive(path: string, bytes: Uint8Array): Promise<boolean>;
}
