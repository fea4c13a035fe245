/** What a {@link KeyValue} holds under a key. */
export interface KeyValueEntry {
  readonly value: Uint8Array;
  /** Stands for this writing of the key: no other writing of it has or had this version. */
  readonly version: string;
}
/** How an entry is written. */
export interface KeyValueSetOptions {
  /** Time from now after which the entry is gone. @defaultValue it stays */
  readonly ttlMs?: number | undefined;
  /** Writes only over the entry of this version, or with `null` only where there is none. @defaultValue writes over anything */
  readonly ifVersion?: string | null | undefined;
  readonly signal?: AbortSignal | undefined;
}
/**
 * Bytes under keys, with expiry and compare-and-set; small enough for memory, files, Redis or a table. Keys are 1 to 512
 * characters. A write is acknowledged once it is as durable as the implementation promises. Writings of one key are
 * linearizable. Rejects with AiError: `invalid-input`, `payload-too-large`, `resource-exhausted` (nothing that was
 * acknowledged is given up for a new entry), `unavailable` (the outcome of a write is unknown), `aborted`.
 */
export interface KeyValue {
  /** Undefined when nothing is there, or it has expired. */
  get(key: string, options?: { readonly signal?: AbortSignal | undefined }): Promise<KeyValueEntry | undefined>;
  /** Resolves to the version written, or to undefined when `ifVersion` did not hold: nothing was written then. */
  set(key: string, value: Uint8Array, options?: KeyValueSetOptions): Promise<string | undefined>;
  /** Resolves to whether an entry is gone by it; with `ifVersion`, only the entry of that version is. */
  delete(
    key: string,
    options?: { readonly ifVersion?: string | undefined; readonly signal?: AbortSignal | undefined },
  ): Promise<boolean>;
}
