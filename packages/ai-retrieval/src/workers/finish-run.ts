import { createContext, type SourceDocument } from '@org/ai-core';
import type { JobOutcome, QueueJob } from '@org/ai-storage';
import { jobId, type IngestJob } from './ingest-job.ts';
import type { WorkerParts } from './ingest-worker.ts';
import type { RunRecord } from './run-record.ts';
import { inTurn } from './write-turn.ts';

/** Claims that are looked at side by side. */
const claimsAtATime = 256;

/** Ends a run once all of its batches have ended: deletes what it did not bring, if that was asked for and every batch was taken. */
export async function finishRun(
  parts: WorkerParts,
  job: Extract<IngestJob, { kind: 'finish' }>,
  record: RunRecord,
  delivery: QueueJob,
): Promise<JobOutcome> {
  const { state } = parts;
  // Of an earlier round, or ended before.
  if (record.round !== job.round || record.outcome !== undefined) return { kind: 'done' };
  const stand = await parts.standOf(parts, record);
  if (stand !== 'running') parts.finished.delete(record.run);
  if (stand === 'running') return { kind: 'later', afterMs: parts.pollMs };
  const isCancelled = record.isCancelled === true;
  const isComplete = stand === 'complete' && !isCancelled;
  const deleted = isComplete && record.shouldDeleteMissing ? await deleteMissing(parts, record, delivery) : 0;
  const outcome = isCancelled ? 'cancelled' : isComplete ? 'completed' : 'failed';
  await state.changeRun(job.run, (known) => (known?.round === job.round ? { ...known, outcome, deleted } : undefined));
  return { kind: 'done' };
}

/** Whether all batches have left their mark, or some never will. */
export async function standOf(
  { state, queue, finished }: Pick<WorkerParts, 'state' | 'queue' | 'finished'>,
  { run, batches = 0 }: RunRecord,
): Promise<'running' | 'complete' | 'incomplete'> {
  let isComplete = true;
  for (let batch = finished.get(run) ?? 0; batch < batches; batch++) {
    if ((await state.mark(run, batch)) !== undefined) {
      if (isComplete) finished.set(run, batch + 1);
      continue;
    }
    const info = await queue.inspect(jobId({ run, batch }));
    if (info?.state === 'waiting' || info?.state === 'active') return 'running';
    // It may have ended between the two looks.
    if ((await state.mark(run, batch)) === undefined) isComplete = false;
  }
  return isComplete ? 'complete' : 'incomplete';
}

const noDocuments: readonly SourceDocument[] = [];

async function deleteMissing(
  { state, index, context, clock, turnTimeoutMs }: WorkerParts,
  { sequence }: RunRecord,
  { signal }: QueueJob,
): Promise<number> {
  /** Read under the writer's lock: from here on, no older run brings back what this one deletes. */
  async function* nothing(): AsyncGenerator<SourceDocument> {
    await state.raiseFloor(sequence);
    yield* noDocuments;
  }
  /** What this run or a later one has brought. */
  const keep = async (missing: readonly string[]): Promise<readonly string[]> => {
    const kept: string[] = [];
    for (let at = 0; at < missing.length; at += claimsAtATime) {
      const ids = missing.slice(at, at + claimsAtATime);
      const claims = await Promise.all(ids.map((id) => state.claim(id)));
      kept.push(...ids.filter((_, place) => (claims[place]?.sequence ?? 0) >= sequence));
    }
    return kept;
  };
  const ownContext = createContext({ principal: context.principal, signal, priority: 'batch' });
  const options = { context: ownContext, deleteMissing: true, keep };
  const report = await inTurn(() => index.ingest(nothing(), options), { clock, timeoutMs: turnTimeoutMs, signal });
  return report.deleted;
}
