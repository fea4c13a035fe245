import { AiError, systemClock, type CallContext, type Clock, type JsonValue, type KeyValue } from '@org/ai-core';
import type { JobOutcome, Queue, QueueJob, QueueWorker } from '@org/ai-storage';
import type { ChunkBudget } from '../chunk/chunk-budget.ts';
import type { EmbeddingCache } from '../embedding/embedding-cache.ts';
import type { RetrievalIndex } from '../index/retrieval-index.ts';
import { operatedTenant } from '../ingest/create-run.ts';
import { claimDocument } from './claim-document.ts';
import { finishRun, standOf } from './finish-run.ts';
import { checkKey, decodeJob, type IngestJob } from './ingest-job.ts';
import { createIngestState, type IngestState } from './ingest-state.ts';
import type { LoadDocument } from './source-reference.ts';
import { takeBatch } from './take-batch.ts';

/** What an ingestion worker works with. Queue, state and key are those of the tenant's `createIngestRuns`. */
export interface IngestWorkerOptions {
  readonly queue: Queue;
  readonly state: KeyValue;
  /** Opened for writing. Several workers may write one index: each waits for its turn. */
  readonly index: RetrievalIndex;
  /** A service that acts for itself; its tenant is the only one whose jobs are done. */
  readonly context: CallContext;
  readonly load: LoadDocument;
  /** Subjects whose runs are carried out. @defaultValue every service of the tenant */
  readonly subjects?: readonly string[] | undefined;
  /** Of 32 bytes or more. With it, only jobs that were sealed with the same key are done: access to the queue's store alone is then not enough to ingest. @defaultValue no seal is asked for */
  readonly key?: Uint8Array | undefined;
  /** The embedder that the index was opened with: texts are embedded before the turn to write. @defaultValue the index embeds in its turn */
  readonly embedding?: EmbeddingCache | undefined;
  /** What the index was opened with; otherwise other texts would be embedded than it asks for. */
  readonly chunking?: ChunkBudget | undefined;
  /** Batches at a time. @defaultValue 2 */
  readonly concurrency?: number | undefined;
  /** How long a batch waits for its turn to write before its attempt fails. @defaultValue 300_000 */
  readonly turnTimeoutMs?: number | undefined;
  /** Pause between two looks at whether a run is complete. @defaultValue 1_000 */
  readonly pollMs?: number | undefined;
  /** How long the state of runs is kept; the same as given to `createIngestRuns`. @defaultValue a week */
  readonly rememberMs?: number | undefined;
  /** Faults of the queue's store while nobody waits for an answer. @defaultValue nothing */
  readonly onFault?: ((error: unknown) => void) | undefined;
  readonly clock?: Clock | undefined;
}

/** What the steps of a worker share. */
export interface WorkerParts extends WorkerSeams {
  readonly queue: Queue;
  readonly index: RetrievalIndex;
  readonly context: CallContext;
  readonly load: LoadDocument;
  readonly embedding: EmbeddingCache | undefined;
  readonly chunking: ChunkBudget | undefined;
  readonly state: IngestState;
  readonly clock: Clock;
  readonly turnTimeoutMs: number;
  readonly pollMs: number;
  /** By run that is waited for: its first batches that are known to have ended. */
  readonly finished: Map<string, number>;
}

/** A week. */
export const defaultRememberMs: number = 7 * 24 * 3_600_000;

/** Faults of a job that no further attempt can mend. */
const hopeless: ReadonlySet<string> = new Set(['forbidden', 'unauthenticated', 'invalid-input', 'unsupported']);

/**
 * Starts taking the jobs of a tenant's ingestion runs: documents are loaded and embedded side by side with other workers, and written to the index in turn.
 * A job is acknowledged once the index has acknowledged its documents durably. It may then be delivered again without a second effect, and an older delivery never replaces what a newer one has brought.
 *
 * @throws AiError `unauthenticated`, `forbidden` (anybody but a service that acts for itself), `invalid-input`
 * @example
 * ```ts
 * import { createContext, createServicePrincipal } from '@org/ai-core';
 * import { openFolderIndex } from '@org/ai-retrieval';
 * import { createIngestWorker, openFolderSource } from '@org/ai-retrieval/workers';
 * import { createMemoryKeyValue, createMemoryQueue } from '@org/ai-storage';
 *
 * const context = createContext({ principal: createServicePrincipal({ tenant: 'meridian', subject: 'ingest' }) });
 * const source = openFolderSource({ root: '/srv/handbook', tenant: 'meridian' });
 * const index = await openFolderIndex({ directory: '/var/lib/assistant/index' });
 * const queue = createMemoryQueue();
 * const worker = createIngestWorker({ queue, state: createMemoryKeyValue(), index, context, load: source.load });
 * await worker.close({ graceMs: 10_000 });
 * ```
 */
export function createIngestWorker(options: IngestWorkerOptions): QueueWorker {
  return createIngestWorkerWith(options, {});
}

/** Places where a fault would break the promise of an effect that happens once. Tests plant faults here; nothing else sets them. */
export interface WorkerSeams {
  readonly claimDocument: typeof claimDocument;
  readonly standOf: typeof standOf;
}

/** {@link createIngestWorker} with seams at which tests plant faults. */
export function createIngestWorkerWith(options: IngestWorkerOptions, seams: Partial<WorkerSeams>): QueueWorker {
  const { queue, index, context, load, embedding, chunking, subjects, clock = systemClock } = options;
  const { turnTimeoutMs = 300_000, pollMs = 1_000, rememberMs = defaultRememberMs } = options;
  const tenant = operatedTenant(context);
  const key = checkKey(options.key);
  const state = createIngestState(options.state, tenant, rememberMs);
  const waiting = { turnTimeoutMs, pollMs, finished: new Map<string, number>() };
  const steps = { claimDocument, standOf, ...seams };
  const parts: WorkerParts = { queue, index, context, load, embedding, chunking, state, clock, ...waiting, ...steps };
  const allowed = subjects === undefined ? undefined : new Set(subjects);

  const openJob = (payload: JsonValue): IngestJob => {
    const job = decodeJob(payload, key);
    if (job.tenant !== tenant)
      throw new AiError(
        'forbidden',
        'the job is of another tenant than its worker; give each tenant a queue of its own',
      );
    if (allowed?.has(job.subject) === false)
      throw new AiError('forbidden', 'the job was added by a subject that may not ingest; see subjects');
    return job;
  };
  const handle = async (delivery: QueueJob): Promise<JobOutcome> => {
    try {
      const job = openJob(delivery.payload);
      const record = await state.run(job.run);
      if (record?.sequence !== job.sequence || record.subject !== job.subject)
        throw new AiError(
          'forbidden',
          'the job belongs to a run that was not begun here, or was forgotten; begin another one',
        );
      return job.kind === 'batch'
        ? await takeBatch(parts, job, record, delivery)
        : await finishRun(parts, job, record, delivery);
    } catch (error) {
      if (!AiError.is(error) || !hopeless.has(error.code)) throw error;
      return { kind: 'dead', reason: `${error.code}: ${error.message}` };
    }
  };
  return queue.work(handle, { concurrency: options.concurrency ?? 2, onFault: options.onFault });
}
