import type { JsonValue } from '@org/ai-core';

/** A job to be done once. */
export interface NewJob {
  /** `[\w.-]{1,200}`, not a number: an id that the queue knows is not added a second time. */
  readonly id: string;
  /** At most 256 KiB as JSON. It stands in the queue's store as it is: put references there, no secrets and no texts. */
  readonly payload: JsonValue;
}

/** A job in the hands of a worker. */
export interface QueueJob extends NewJob {
  /** Number of this delivery, greater than those of all deliveries of the job before it. */
  readonly attempt: number;
  /** Fires when the job is no longer this worker's: it is closing, or the job was given to another one after a silence. */
  readonly signal: AbortSignal;
}

/** What became of a delivery. `later` is no failure: the job comes again after `afterMs`. `dead` gives it up at once. */
export type JobOutcome =
  | { readonly kind: 'done' }
  | { readonly kind: 'later'; readonly afterMs: number }
  | { readonly kind: 'dead'; readonly reason: string };

/** Does a job. It may be called again for a job that it has finished, when a worker or the queue failed before that was on record. A rejection is a failed attempt. */
export type JobHandler = (job: QueueJob) => Promise<JobOutcome>;

/** Where a job stands. `reason` says why an attempt failed last. */
export interface JobInfo {
  readonly state: 'waiting' | 'active' | 'done' | 'dead';
  readonly attempts: number;
  readonly reason?: string | undefined;
}

/** How a worker takes jobs. */
export interface WorkOptions {
  /** Jobs at a time. @defaultValue 1 */
  readonly concurrency?: number | undefined;
  /** Faults of the queue's own store while nobody waits for an answer; the worker goes on. @defaultValue nothing */
  readonly onFault?: ((error: unknown) => void) | undefined;
}

/** Takes jobs from a queue until it is closed. */
export interface QueueWorker extends AsyncDisposable {
  /**
   * Takes no more jobs and waits for those in hand. After `graceMs` their signals fire, and what then rejects goes back to the queue without counting as failed.
   * `graceMs` is without limit by default.
   */
  close(options?: { readonly graceMs?: number | undefined }): Promise<void>;
}

/** How often a job is tried. */
export interface QueueSettings {
  /** Failed attempts, or lost workers, after which a job is dead. @defaultValue 5 */
  readonly maxAttempts?: number | undefined;
  /** Pause after the first failure; it doubles with each further one, up to five minutes. @defaultValue 1_000 */
  readonly backoffMs?: number | undefined;
}

/**
 * Jobs that are done at least once, in about the order of adding, by workers in this or other processes.
 * What was added is not lost, and what was done is not begun again, as far as the implementation promises to be durable.
 */
export interface Queue {
  readonly name: string;
  /**
   * Resolves once all of the jobs are on record. Ids that the queue knows are passed over, also when they are done; how long it knows them is up to the implementation.
   *
   * @throws AiError `invalid-input`, `payload-too-large`, `resource-exhausted`, `unavailable` (some of the jobs may be on record), `aborted`
   */
  add(jobs: readonly NewJob[], options?: { readonly signal?: AbortSignal | undefined }): Promise<void>;
  /** Undefined when the queue does not know the id, or no longer. */
  inspect(id: string): Promise<JobInfo | undefined>;
  /** Gives a dead job as many attempts again; resolves to whether there was one. */
  revive(id: string): Promise<boolean>;
  work(handler: JobHandler, options?: WorkOptions): QueueWorker;
  /** Closes its workers, waiting for jobs in hand, and lets go of the store. */
  close(): Promise<void>;
}
