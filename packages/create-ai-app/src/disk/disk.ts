/** What is at a path; links are not followed. */
export type EntryKind = 'file' | 'folder' | 'other';

/** The file operations of the tool. Tests put one in its place that stops at any operation, as kill -9 would. */
export interface Disk {
  /** What is at the path; undefined when nothing is. */
  kind(path: string): Promise<EntryKind | undefined>;
  /** The content of a file; undefined when there is none. */
  read(path: string): Promise<Buffer | undefined>;
  /** Names in a folder, sorted; empty when there is no folder. */
  list(path: string): Promise<readonly string[]>;
  /** Whether a file may be executed. */
  isExecutable(path: string): Promise<boolean>;
  /** Writes a new file and syncs it; the folder must exist. */
  write(path: string, content: Uint8Array, isExecutable?: boolean): Promise<void>;
  /** Moves a file or a folder, replacing a file. */
  rename(from: string, to: string): Promise<void>;
  /** Removes what is there, folders with all that they hold. */
  remove(path: string): Promise<void>;
  /** Makes a folder and those above it. */
  makeFolder(path: string): Promise<void>;
  /** Syncs the names in a folder, where the system can. */
  sync(folder: string): Promise<void>;
}
