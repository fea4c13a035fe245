import { randomUUID } from 'node:crypto';
import { AiError, systemClock, throwIfDone, type CallContext, type Clock, type KeyValue } from '@org/ai-core';
import type { Queue } from '@org/ai-storage';
import { operatedTenant } from '../ingest/create-run.ts';
import { createBatcher } from './batch-references.ts';
import { checkKey, encodeJob, jobId, type IngestJob } from './ingest-job.ts';
import { createIngestState, type IngestState } from './ingest-state.ts';
import { defaultRememberMs } from './ingest-worker.ts';
import type { RunProblem, RunRecord } from './run-record.ts';
import { createRunReader, type IngestRunStatus } from './run-status.ts';
import type { SourceReference } from './source-reference.ts';

/** Where the runs of a tenant are kept. */
export interface IngestRunsOptions {
  /** The tenant's own queue. */
  readonly queue: Queue;
  /** As durable as the queue, shared by the same processes, and by nobody else. */
  readonly state: KeyValue;
  readonly tenant: string;
  /** Of 32 bytes or more: jobs are sealed with it, and workers that have it do no others. @defaultValue no seal */
  readonly key?: Uint8Array | undefined;
  /** How long the state of a run is kept after its last change; a run must end in that time. @defaultValue a week */
  readonly rememberMs?: number | undefined;
  readonly clock?: Clock | undefined;
}

/** What a run is to do. */
export interface EnqueueOptions {
  /** A service of the tenant that acts for itself. */
  readonly context: CallContext;
  /** Delete the tenant's documents that no reference named, once every batch has been taken. A batch that is lost or dead deletes nothing. @defaultValue false */
  readonly deleteMissing?: boolean | undefined;
  /** Documents in a job, from 1 to 256. @defaultValue 32 */
  readonly batchDocuments?: number | undefined;
}

/** A run that is in the queue. */
export interface EnqueuedRun {
  readonly run: string;
  readonly batches: number;
  readonly documents: number;
  /** References that were left out. */
  readonly problems: readonly RunProblem[];
}

/** The ingestion runs of a tenant. Every call needs a service of the tenant that acts for itself. */
export interface IngestRuns {
  /**
   * Puts a run into the queue, batch by batch as the references come; workers begin at once. When the references fail, the run has failed: it deletes nothing, and what is in the queue is still taken.
   *
   * @throws AiError `unauthenticated`, `forbidden`, `invalid-input`, `unavailable`, `aborted`, `timeout`, and what the references throw
   */
  enqueue(references: AsyncIterable<SourceReference>, options: EnqueueOptions): Promise<EnqueuedRun>;
  /** Where a run stands, with its dead batches; undefined for a run that is not known, or no longer. */
  status(run: string, context: CallContext): Promise<IngestRunStatus | undefined>;
  /** Where a run stands now, and again after each change, until it has ended. Looks every `pollMs` (500 by default). @throws AiError `not-found`, `aborted`, `timeout` */
  watch(
    run: string,
    context: CallContext,
    options?: { readonly pollMs?: number | undefined },
  ): AsyncIterable<IngestRunStatus>;
  /** Stops a run: batches that have not begun to write are passed over, and nothing is deleted. What was written stays. False when it has ended. */
  cancel(run: string, context: CallContext): Promise<boolean>;
  /** Gives the dead batches of a run as many attempts again; it ends anew after them. False when there is nothing to try again. Also mends a run whose enqueuing was cut off at its very end. */
  retry(run: string, context: CallContext): Promise<boolean>;
}

/**
 * Opens the ingestion runs of a tenant: put references of documents in, watch, cancel, try again. `createIngestWorker` does the work, in as many processes as you like.
 *
 * @throws AiError `invalid-input`
 * @example
 * ```ts
 * import { createContext, createServicePrincipal } from '@org/ai-core';
 * import { createIngestRuns, openFolderSource } from '@org/ai-retrieval/workers';
 * import { openBullmqQueue } from '@org/ai-storage/bullmq';
 * import { openRedisKeyValue } from '@org/ai-storage/redis';
 *
 * const connection = { host: '127.0.0.1', port: 6379 };
 * const queue = await openBullmqQueue({ connection, name: 'ingest-meridian' });
 * const state = await openRedisKeyValue({ connection, prefix: 'ingest:' });
 * const runs = createIngestRuns({ queue, state, tenant: 'meridian' });
 * const context = createContext({ principal: createServicePrincipal({ tenant: 'meridian', subject: 'ingest' }) });
 * const source = openFolderSource({ root: '/srv/handbook', tenant: 'meridian' });
 * const { run } = await runs.enqueue(source.references(), { context, deleteMissing: true });
 * for await (const { phase, batchesDone, batches } of runs.watch(run, context)) console.log(phase, batchesDone, batches);
 * ```
 */
export function createIngestRuns(options: IngestRunsOptions): IngestRuns {
  const { queue, tenant, clock = systemClock, rememberMs = defaultRememberMs } = options;
  const key = checkKey(options.key);
  const state = createIngestState(options.state, tenant, rememberMs);
  const reader = { state, queue };

  const check = (context: CallContext): string => {
    if (operatedTenant(context) !== tenant)
      throw new AiError(
        'forbidden',
        'the runs are of another tenant than context.principal; use a service of their own',
      );
    throwIfDone(context, clock);
    return context.principal.subject;
  };
  const add = (job: IngestJob, context: CallContext): Promise<void> => {
    const id = job.kind === 'batch' ? jobId(job) : jobId({ run: job.run, round: job.round });
    return queue.add([{ id, payload: encodeJob(job, key) }], { signal: context.signal });
  };
  const addFinish = ({ run, subject, sequence, round }: RunRecord, context: CallContext): Promise<void> =>
    add({ kind: 'finish', tenant, subject, run, sequence, round }, context);

  return {
    async enqueue(references, enqueueOptions) {
      const { context, deleteMissing = false, batchDocuments = 32 } = enqueueOptions;
      const subject = check(context);
      const batcher = createBatcher(batchDocuments);
      const sequence = await state.nextSequence();
      const run = `run-${randomUUID()}`;
      const begun = { run, subject, sequence, shouldDeleteMissing: deleteMissing, documents: 0, round: 1 };
      await state.changeRun(run, () => begun);
      let batches = 0;
      const send = async (documents: readonly SourceReference[]): Promise<boolean> => {
        throwIfDone(context, clock);
        await add({ kind: 'batch', tenant, subject, run, sequence, batch: batches, documents }, context);
        batches++;
        return (await state.run(run))?.isCancelled !== true;
      };
      try {
        let isWanted = true;
        for await (const reference of references) {
          const full = batcher.add(reference);
          if (full !== undefined) isWanted = await send(full);
          if (!isWanted) break;
        }
        const last = batcher.rest();
        if (isWanted && last.length > 0) await send(last);
      } catch (error) {
        await fail(state, run);
        throw error;
      }
      const documents = batcher.documents;
      const record = await state.changeRun(run, (known) => ({ ...(known ?? begun), batches, documents }));
      await addFinish(record ?? begun, context);
      return { run, batches, documents, problems: batcher.problems };
    },
    async status(run, context) {
      check(context);
      return createRunReader(reader, run).read();
    },
    async *watch(run, context, { pollMs = 500 } = {}) {
      const reading = createRunReader(reader, run);
      let last = '';
      for (;;) {
        check(context);
        const status = await reading.read();
        if (status === undefined)
          throw new AiError('not-found', 'there is no such run, or it was forgotten; runs are kept for rememberMs');
        const text = JSON.stringify(status);
        if (text !== last) yield status;
        last = text;
        if (status.phase !== 'enqueuing' && status.phase !== 'running') return;
        await clock.sleep(pollMs, context.signal);
      }
    },
    async cancel(run, context) {
      check(context);
      const record = await state.changeRun(run, (known) =>
        known === undefined || known.outcome !== undefined ? undefined : { ...known, isCancelled: true },
      );
      return record?.isCancelled === true && record.outcome === undefined;
    },
    async retry(run, context) {
      check(context);
      const known = await state.run(run);
      // A run whose references failed is not whole; one that ended well or was cancelled is over.
      if (known?.batches === undefined || (known.outcome !== undefined && known.outcome !== 'failed')) return false;
      const record = await state.changeRun(run, (now) =>
        now?.outcome === 'failed' ? { ...now, outcome: undefined, round: now.round + 1 } : undefined,
      );
      if (record === undefined) return false;
      for (let batch = 0; batch < known.batches; batch++) await queue.revive(jobId({ run, batch }));
      await addFinish(record, context);
      await queue.revive(jobId(record));
      return true;
    },
  };
}

async function fail(state: IngestState, run: string): Promise<void> {
  // What is known of the fault is thrown anyway.
  await state
    .changeRun(run, (known) => (known === undefined ? undefined : { ...known, outcome: 'failed' }))
    .catch(() => undefined);
}
