import { AiError, createContext, type SourceDocument } from '@org/ai-core';
import type { JobOutcome, QueueJob } from '@org/ai-storage';
import type { IngestReport } from '../ingest/ingest-report.ts';
import { digestNow, digestText } from '../internal/digest-text.ts';
import { throwIfAborted } from '../internal/throw-if-aborted.ts';
import { embedAhead } from './embed-ahead.ts';
import type { IngestJob } from './ingest-job.ts';
import type { WorkerParts } from './ingest-worker.ts';
import { addCounts, noCounts, type RunCounts, type RunProblem, type RunRecord } from './run-record.ts';
import type { SourceReference } from './source-reference.ts';
import { inTurn } from './write-turn.ts';

type BatchJob = Extract<IngestJob, { kind: 'batch' }>;

/** A reference with its document, unless that reads differently than the reference says. */
interface Loaded {
  readonly reference: SourceReference;
  readonly document: SourceDocument | undefined;
  readonly content: string | undefined;
}

/** Documents that are loaded at a time, and characters after which those that are there are written before more are loaded. */
const loadsAtATime = 4;
const mostUnits = 4_000_000;
const mostProblems = 20;

/** Loads the documents of a batch, has them embedded, writes them in turn, and marks the batch as finished. */
export async function takeBatch(
  parts: WorkerParts,
  job: BatchJob,
  record: RunRecord,
  delivery: QueueJob,
): Promise<JobOutcome> {
  const { state } = parts;
  // Finished before, and delivered again because that was not on record in the queue.
  if ((await state.mark(job.run, job.batch)) !== undefined) return { kind: 'done' };
  const problems: RunProblem[] = [];
  let counts = noCounts;
  let isCancelled = record.isCancelled === true;
  let waiting: Loaded[] = [];
  let units = 0;
  const flush = async (): Promise<void> => {
    const loaded = waiting;
    waiting = [];
    units = 0;
    if (loaded.length === 0) return;
    await prepare(parts, loaded, delivery.signal);
    if ((await state.run(job.run))?.isCancelled === true) isCancelled = true;
    else counts = addCounts(counts, await write(parts, job, loaded, delivery, problems));
  };
  for (let at = 0; at < job.documents.length && !isCancelled; at += loadsAtATime) {
    throwIfAborted(delivery.signal);
    const references = job.documents.slice(at, at + loadsAtATime);
    for (const one of await Promise.all(references.map((each) => load(parts, job, each, delivery.signal)))) {
      if (one === undefined) {
        counts = addCounts(counts, { ...noCounts, gone: 1 });
        continue;
      }
      waiting.push(one);
      units += one.document?.text.length ?? 0;
    }
    if (units >= mostUnits) await flush();
  }
  if (!isCancelled) await flush();
  const kept = problems.slice(0, mostProblems);
  const problemsOmitted = problems.length - kept.length;
  await state.putMark(job.run, job.batch, {
    counts,
    problems: kept,
    problemsOmitted,
    ...(isCancelled && { isCancelled }),
  });
  return { kind: 'done' };
}

async function load(
  { load: fetch }: WorkerParts,
  job: BatchJob,
  reference: SourceReference,
  signal: AbortSignal,
): Promise<Loaded | undefined> {
  const document = await fetch(reference, { signal });
  if (document === undefined) return undefined;
  if (document.tenant !== job.tenant)
    throw new AiError(
      'forbidden',
      'load gave a document of another tenant than its job; look at what the locator names',
    );
  if (document.id !== reference.id)
    throw new AiError(
      'invalid-input',
      'load gave a document with another id than its reference; make both from one rule',
    );
  const digest = await digestText(document.text);
  if (reference.digest !== undefined && digest !== reference.digest)
    return { reference, document: undefined, content: undefined };
  return { reference, document, content: digestNow(JSON.stringify([digest, document.mediaType, document.title])) };
}

/** What was written before as it is now needs no vectors. A mistake here costs time alone: the index embeds what it misses. */
async function prepare(
  { state, embedding, chunking, context }: WorkerParts,
  loaded: readonly Loaded[],
  signal: AbortSignal,
): Promise<void> {
  if (embedding === undefined) return;
  const changed = await Promise.all(
    loaded.map(async ({ reference, document, content }) =>
      document === undefined || (await state.claim(reference.id))?.content === content ? [] : [document],
    ),
  );
  await embedAhead(
    changed.flat(),
    embedding,
    createContext({ principal: context.principal, signal, priority: 'batch' }),
    chunking,
  );
}

async function write(
  { state, index, context, clock, turnTimeoutMs, claimDocument }: WorkerParts,
  job: BatchJob,
  loaded: readonly Loaded[],
  delivery: QueueJob,
  problems: RunProblem[],
): Promise<RunCounts> {
  const { signal } = delivery;
  let outdated = 0;
  const changed: RunProblem[] = [];
  /** Read under the writer's lock: whoever has claimed a document has written it, or will. */
  async function* claimed(): AsyncGenerator<SourceDocument> {
    outdated = 0;
    changed.length = 0;
    throwIfAborted(signal);
    const { sequence } = job;
    const claims = loaded.map(async ({ reference: { id, version }, content }) =>
      claimDocument(state, id, { sequence, attempt: delivery.attempt, version, content }),
    );
    for (const [index, isClaimed] of (await Promise.all(claims)).entries()) {
      const { reference, document } = loaded[index] ?? {};
      if (!isClaimed) outdated++;
      else if (document !== undefined) yield document;
      else if (reference !== undefined)
        changed.push({
          document: reference.id,
          code: 'changed',
          message:
            'the source reads differently than when the run began; the index keeps what it has until the next run',
        });
    }
  }
  const ownContext = createContext({ principal: context.principal, signal, priority: 'batch' });
  const report: IngestReport = await inTurn(() => index.ingest(claimed(), { context: ownContext }), {
    clock,
    timeoutMs: turnTimeoutMs,
    signal,
  });
  const { added, updated, aclOnly, unchanged, chunks, embeddingCalls } = report;
  problems.push(...changed, ...report.problems);
  return { added, updated, aclOnly, unchanged, chunks, embeddingCalls, outdated, gone: 0 };
}
