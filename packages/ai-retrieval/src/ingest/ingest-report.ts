/** How far an ingestion is. */
export interface IngestProgress {
  readonly phase: 'reading' | 'fitting' | 'embedding' | 'compacting';
  /** Documents seen so far, also the unchanged ones. */
  readonly documents: number;
  /** Chunks written so far by this run; while embedding, chunks embedded so far. */
  readonly chunks: number;
}

/** A document that was not taken as it was given. */
export interface IngestProblem {
  readonly document: string;
  readonly code: 'duplicate-id' | 'invalid-id' | 'acl-invalid';
  readonly message: string;
}

/** What an ingestion did. */
export interface IngestReport {
  readonly added: number;
  readonly updated: number;
  /** Access, address or metadata changed, the text did not: nothing was embedded. */
  readonly aclOnly: number;
  readonly unchanged: number;
  readonly deleted: number;
  /** Chunks written by this run. */
  readonly chunks: number;
  readonly embeddingCalls: number;
  /** Of the index after the run; the same as before when nothing changed. */
  readonly generation: number;
  readonly problems: readonly IngestProblem[];
}
