/** What the reading thread is asked: files by absolute path. */
export interface ReadAheadQuestion {
  readonly paths: readonly string[];
  /** Files of more bytes are left to the asker. */
  readonly limit: number;
}

/** A small file that was read, or undefined for one that the asker has to look at itself: larger, gone, or not readable. */
export type ReadAheadAnswer = readonly ({ readonly bytes: Uint8Array; readonly modifiedMs: number } | undefined)[];
