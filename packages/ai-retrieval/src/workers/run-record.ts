import { z } from 'zod';

/** Documents of a run by what became of them; chunks and calls of the embedder beside. */
export interface RunCounts {
  readonly added: number;
  readonly updated: number;
  readonly aclOnly: number;
  readonly unchanged: number;
  readonly chunks: number;
  readonly embeddingCalls: number;
  /** Left out because a newer version was taken already. */
  readonly outdated: number;
  /** No longer at their source when they were to be loaded. */
  readonly gone: number;
}

/** A document that was not taken as its reference said. */
export interface RunProblem {
  readonly document: string;
  readonly code: 'duplicate-id' | 'invalid-id' | 'acl-invalid' | 'changed';
  readonly message: string;
}

/** What a finished batch leaves behind. */
export interface BatchMark {
  readonly counts: RunCounts;
  readonly problems: readonly RunProblem[];
  readonly problemsOmitted: number;
  readonly isCancelled?: boolean | undefined;
}

/** A run as the store knows it. */
export interface RunRecord {
  readonly run: string;
  readonly subject: string;
  /** Greater than those of all earlier runs of the tenant. */
  readonly sequence: number;
  readonly shouldDeleteMissing: boolean;
  /** Known once everything is in the queue. */
  readonly batches?: number | undefined;
  readonly documents: number;
  readonly isCancelled?: boolean | undefined;
  readonly outcome?: 'completed' | 'failed' | 'cancelled' | undefined;
  readonly deleted?: number | undefined;
  /** Grows with each retry of the whole. */
  readonly round: number;
}

const count = z.int().nonnegative();

/** @see RunRecord */
export const runRecordSchema: z.ZodType<RunRecord> = z.strictObject({
  run: z.string(),
  subject: z.string(),
  sequence: z.int().positive(),
  shouldDeleteMissing: z.boolean(),
  batches: count.optional(),
  documents: count,
  isCancelled: z.boolean().optional(),
  outcome: z.enum(['completed', 'failed', 'cancelled']).optional(),
  deleted: count.optional(),
  round: z.int().positive(),
});

/** @see BatchMark */
export const batchMarkSchema: z.ZodType<BatchMark> = z.strictObject({
  counts: z.strictObject({
    added: count,
    updated: count,
    aclOnly: count,
    unchanged: count,
    chunks: count,
    embeddingCalls: count,
    outdated: count,
    gone: count,
  }),
  problems: z.array(
    z.strictObject({
      document: z.string(),
      code: z.enum(['duplicate-id', 'invalid-id', 'acl-invalid', 'changed']),
      message: z.string(),
    }),
  ),
  problemsOmitted: count,
  isCancelled: z.boolean().optional(),
});

/** Nothing yet. */
export const noCounts: RunCounts = {
  added: 0,
  updated: 0,
  aclOnly: 0,
  unchanged: 0,
  chunks: 0,
  embeddingCalls: 0,
  outdated: 0,
  gone: 0,
};

/** Both together. */
export function addCounts(a: RunCounts, b: RunCounts): RunCounts {
  return {
    added: a.added + b.added,
    updated: a.updated + b.updated,
    aclOnly: a.aclOnly + b.aclOnly,
    unchanged: a.unchanged + b.unchanged,
    chunks: a.chunks + b.chunks,
    embeddingCalls: a.embeddingCalls + b.embeddingCalls,
    outdated: a.outdated + b.outdated,
    gone: a.gone + b.gone,
  };
}
