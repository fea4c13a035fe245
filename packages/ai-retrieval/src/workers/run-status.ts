import type { Queue } from '@org/ai-storage';
import { jobId } from './ingest-job.ts';
import type { IngestState } from './ingest-state.ts';
import { addCounts, noCounts, type BatchMark, type RunCounts, type RunProblem, type RunRecord } from './run-record.ts';

/** Where a run stands. */
export interface IngestRunStatus {
  readonly run: string;
  /** A run has `failed` when a batch is dead or was lost, or its references could not all be read: nothing is deleted then. */
  readonly phase: 'enqueuing' | 'running' | 'completed' | 'failed' | 'cancelled';
  /** Undefined until all are in the queue. */
  readonly batches: number | undefined;
  readonly batchesDone: number;
  readonly documents: number;
  /** Of the batches that are done. A batch that was delivered again after its documents had been written counts them as unchanged. */
  readonly counts: RunCounts & { readonly deleted: number };
  /** At most 200; the others are counted. */
  readonly problems: readonly RunProblem[];
  readonly problemsOmitted: number;
  /** Batches that were given up, or that the queue does not know any more: at most 200. */
  readonly deadBatches: readonly { readonly batch: number; readonly reason: string }[];
  /** Why the end of the run was given up after all batches had ended. */
  readonly failure?: string | undefined;
}

/** Reads the status of a run, and batches that are done only once. */
export interface RunReader {
  read(): Promise<IngestRunStatus | undefined>;
}

const atATime = 128;
const mostListed = 200;

/** Makes a reader for one run. */
export function createRunReader(
  { state, queue }: { readonly state: IngestState; readonly queue: Queue },
  run: string,
): RunReader {
  const marks = new Map<number, BatchMark>();
  const markAgain = async (batch: number): Promise<void> => {
    const mark = marks.get(batch) ?? (await state.mark(run, batch));
    if (mark !== undefined) marks.set(batch, mark);
  };
  /** Before all batches are in the queue, those that are there come one after the other. */
  const readMarks = async (batches: number | undefined): Promise<void> => {
    for (let at = 0; at < (batches ?? Infinity); at += atATime) {
      const numbers = Array.from({ length: Math.min(atATime, (batches ?? Infinity) - at) }, (_, index) => at + index);
      await Promise.all(numbers.map(markAgain));
      if (batches === undefined && !numbers.some((number) => marks.has(number))) return;
    }
  };
  const dead = async (batches: number): Promise<IngestRunStatus['deadBatches']> => {
    const found: { batch: number; reason: string }[] = [];
    for (let batch = 0; batch < batches && found.length < mostListed; batch++) {
      if (marks.has(batch)) continue;
      const info = await queue.inspect(jobId({ run, batch }));
      if (info?.state === 'dead') found.push({ batch, reason: info.reason ?? 'unknown' });
      if (info === undefined) found.push({ batch, reason: 'the queue does not know it any more' });
    }
    return found;
  };
  const failureOf = async ({ outcome, batches, round }: RunRecord): Promise<string | undefined> => {
    if (outcome !== undefined || batches === undefined) return undefined;
    const finish = await queue.inspect(jobId({ run, round }));
    return finish?.state === 'dead' ? (finish.reason ?? 'unknown') : undefined;
  };
  return {
    async read() {
      const record = await state.run(run);
      if (record === undefined) return undefined;
      await readMarks(record.batches);
      let counts = noCounts;
      const problems: RunProblem[] = [];
      let problemsFound = 0;
      for (const [, mark] of [...marks].sort(([a], [b]) => a - b)) {
        counts = addCounts(counts, mark.counts);
        problemsFound += mark.problems.length + mark.problemsOmitted;
        problems.push(...mark.problems.slice(0, mostListed - problems.length));
      }
      const failure = await failureOf(record);
      return {
        run,
        phase: failure === undefined ? phaseOf(record) : 'failed',
        batches: record.batches,
        batchesDone: marks.size,
        documents: record.documents,
        counts: { ...counts, deleted: record.deleted ?? 0 },
        problems,
        problemsOmitted: problemsFound - problems.length,
        deadBatches: await dead(record.batches ?? 0),
        ...(failure !== undefined && { failure }),
      };
    },
  };
}

function phaseOf({ outcome, batches }: RunRecord): IngestRunStatus['phase'] {
  return outcome ?? (batches === undefined ? 'enqueuing' : 'running');
}
