import { randomUUID } from 'node:crypto';
import { AiError, checkPrincipal, type Clock, type SourceDocument } from '@org/ai-core';
import type { IngestOptions } from '../ingest/ingest.ts';
import type { IngestReport } from '../ingest/ingest-report.ts';
import { digestText } from '../internal/digest-text.ts';
import type { LineageEvent, LineageInput } from './lineage-event.ts';

const inputsOfAnEvent = 1_000;

/** Where a run writes to, and how to learn whose vectors are there. */
export interface LineageParts {
  readonly clock: Pick<Clock, 'epochMs'>;
  readonly output: string;
  readonly model: () => Promise<string | undefined>;
}

/** Runs an ingestion and tells `onLineage` about it; without one it costs nothing. Memory is bounded by the inputs of one event. */
export async function recordLineage(
  { clock, output, model }: LineageParts,
  documents: AsyncIterable<SourceDocument>,
  { onLineage, context }: Pick<IngestOptions, 'onLineage' | 'context'>,
  ingest: (documents: AsyncIterable<SourceDocument>) => Promise<IngestReport>,
): Promise<IngestReport> {
  if (onLineage === undefined) return ingest(documents);
  const { tenant, subject } = checkPrincipal(context.principal);
  const now = (): Date => new Date(clock.epochMs());
  const run = { runId: randomUUID(), tenant, subject, output, startedAt: now() };
  let inputs: LineageInput[] = [];
  const tell = async (event: Pick<LineageEvent, 'state'> & Partial<LineageEvent>): Promise<void> => {
    const named = inputs;
    inputs = [];
    await onLineage({ ...run, at: now(), inputs: named, ...event });
  };
  async function* told(): AsyncGenerator<SourceDocument> {
    for await (const document of documents) {
      const { id, uri, text } = document;
      inputs.push({ document: id, uri, digest: await digestText(text) });
      if (inputs.length >= inputsOfAnEvent) await tell({ state: 'running' });
      yield document;
    }
  }
  await tell({ state: 'start' });
  let report: IngestReport;
  try {
    report = await ingest(told());
  } catch (error) {
    const code = AiError.is(error) ? error.code : 'unknown';
    const state = code === 'aborted' || code === 'timeout' ? 'abort' : 'fail';
    // The fault of the run is what its caller must see.
    await tell({ state, error: code }).catch(() => undefined);
    throw error;
  }
  const { problems, ...counts } = report;
  await tell({ state: 'complete', counts, problems: problems.length, model: await model() });
  return report;
}
