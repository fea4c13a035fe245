import type { IngestReport } from '../ingest/ingest-report.ts';

/** A document that a run was given. */
export interface LineageInput {
  readonly document: string;
  readonly uri: string;
  /** Of its text, as passages and citations state it. */
  readonly digest: string;
}

/**
 * What an ingestion tells about where the index comes from: a `start`, `running` events with 1,000 inputs each, and at the end `complete` with the last inputs and what was done, `abort` when it was cancelled or out of time, or `fail`.
 * The ids and addresses are those of hidden documents too: for whoever runs the ingestion, not for its users.
 */
export interface LineageEvent {
  readonly state: 'start' | 'running' | 'complete' | 'abort' | 'fail';
  /** A UUID, the same in all events of a run. */
  readonly runId: string;
  readonly tenant: string;
  /** Who ingests. */
  readonly subject: string;
  /** The index that is written, as a URI. */
  readonly output: string;
  readonly startedAt: Date;
  /** When this happened; of the last event, the end of the run. */
  readonly at: Date;
  /** Those that no earlier event of the run has named. */
  readonly inputs: readonly LineageInput[];
  /** Of the embedder whose vectors the index holds; stated at the end, when there are any. */
  readonly model?: string | undefined;
  /** What was done, stated by `complete`. */
  readonly counts?: Omit<IngestReport, 'problems'> | undefined;
  /** How many documents were not taken as they were given, stated by `complete`. */
  readonly problems?: number | undefined;
  /** The code of the fault, stated by `abort` and `fail`. */
  readonly error?: string | undefined;
}

/** Takes the events of a run in order; the run waits for it, and fails when it does. */
export type OnLineage = (event: LineageEvent) => void | Promise<void>;
