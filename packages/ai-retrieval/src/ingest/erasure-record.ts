/** A document that was erased. */
export interface ErasedDocument {
  readonly document: string;
  /** Of the text that was erased. */
  readonly digest: string;
  readonly chunks: number;
}

/** What an erasure removed: for the records of whoever answers for it. Not kept by the index, since ids of documents can be personal data themselves. */
export interface ErasureRecord {
  readonly tenant: string;
  /** Subject of the principal that asked for it. */
  readonly requestedBy: string;
  /** Milliseconds since 1970. */
  readonly erasedMs: number;
  readonly documents: readonly ErasedDocument[];
  /** Ids that were asked for and that no document has. What was left of them on disk, from before they were deleted, is gone as well. */
  readonly absent: readonly string[];
  /** Files that held texts, terms, access lists or vectors before. */
  readonly filesRemoved: number;
  readonly bytesRemoved: number;
  /** What became of the embedder: a fitted one that had learned from an erased text was deleted, and another fitted on what is left. */
  readonly embedder: 'none' | 'kept' | 'replaced' | 'removed';
  /** Of the index afterwards. */
  readonly generation: number;
}
