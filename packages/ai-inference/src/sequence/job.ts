import type { ModelVersion } from '../engine/model-version.ts';
import type { Priority, Unit } from '../scheduler/unit.ts';
import type { SequenceResult } from './sequence.ts';

/** A sequence that is run once, for everybody who asked for it while it waited. */
export interface Job {
  readonly version: ModelVersion;
  readonly text: string;
  readonly pair: string | undefined;
  readonly hasOffsets: boolean;
  /** Equal for jobs with the same result; undefined where results are not shared. */
  readonly key: string | undefined;
  readonly characters: number;
  /** An estimate until the text was tokenized. */
  tokens: number;
  priority: Priority;
  stage: 'raw' | 'encoding' | 'ready' | 'running' | 'done';
  /** Where it waits while it is ready. */
  unit: Unit<Job> | undefined;
  row: TokenRow | undefined;
  /** The request whose turn it is served in: the one that asked first. */
  owner: SequenceRequest | undefined;
  /** The jobs with which it must be planned, where batches may depend on one request only. */
  readonly group: JobGroup | undefined;
  /** Who waits for it; empty when all have gone. */
  readonly waiters: Waiter[];
}

/** All jobs of a request whose batches are planned together. */
export interface JobGroup {
  readonly jobs: Job[];
  /** Jobs that were not tokenized yet. */
  missing: number;
}

/** Tokens of a text. */
export interface TokenRow {
  readonly ids: Int32Array;
  readonly typeIds: Uint8Array;
  readonly offsets: Uint32Array | undefined;
  readonly isTruncated: boolean;
}

/** A place of a request that waits for a job. */
interface Waiter {
  readonly request: SequenceRequest;
  readonly index: number;
}

/** One call of `run`, from its arrival until its last result. */
export interface SequenceRequest {
  readonly priority: Priority;
  deliver(index: number, result: SequenceResult): void;
  fail(error: Error): void;
}
