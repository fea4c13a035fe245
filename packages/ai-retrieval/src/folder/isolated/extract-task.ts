/** What a thread is to read. */
export interface ExtractTask {
  readonly mediaType: string;
  readonly bytes: Uint8Array;
  readonly maxPages: number;
  readonly maxTextLength: number;
}
