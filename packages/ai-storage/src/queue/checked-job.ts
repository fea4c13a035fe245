import { abortedError, AiError } from '@org/ai-core';
import type { NewJob, QueueSettings, WorkOptions } from './queue.ts';

/** A checked job with its payload as it is kept. */
export interface CheckedJob {
  readonly id: string;
  readonly json: string;
}

const idPattern = /^[\w.-]{1,200}$/;
const numberPattern = /^\d+$/;
const maxPayloadBytes = 256 * 1024;

/** @throws AiError `invalid-input`, `payload-too-large`, `aborted` */
export function checkJobs(jobs: readonly NewJob[], signal: AbortSignal | undefined): readonly CheckedJob[] {
  if (signal?.aborted === true) throw abortedError(signal);
  return jobs.map(({ id, payload }) => {
    if (typeof id !== 'string' || !idPattern.test(id) || numberPattern.test(id))
      throw new AiError(
        'invalid-input',
        'id must be 1 to 200 letters, digits, dots, hyphens or underscores, not a number',
      );
    // What JSON cannot hold at all has no text.
    const json = JSON.stringify(payload) as string | undefined;
    if (json === undefined) throw new AiError('invalid-input', 'payload must be a JSON value');
    if (Buffer.byteLength(json) > maxPayloadBytes)
      throw new AiError('payload-too-large', 'payload has more than 256 KiB as JSON; put a reference into the job');
    return { id, json };
  });
}

/** @throws AiError `invalid-input` */
export function checkSettings(settings: QueueSettings): { readonly maxAttempts: number; readonly backoffMs: number } {
  const { maxAttempts = 5, backoffMs = 1_000 } = settings;
  if (!Number.isSafeInteger(maxAttempts) || maxAttempts < 1 || maxAttempts > 100)
    throw new AiError('invalid-input', 'maxAttempts must be a whole number from 1 to 100');
  if (!(backoffMs >= 1 && backoffMs <= longestBackoffMs))
    throw new AiError('invalid-input', 'backoffMs must be from 1 to 300000 milliseconds');
  return { maxAttempts, backoffMs };
}

/** @throws AiError `invalid-input` */
export function checkConcurrency({ concurrency = 1 }: WorkOptions): number {
  if (Number.isSafeInteger(concurrency) && concurrency >= 1 && concurrency <= 1_000) return concurrency;
  throw new AiError('invalid-input', 'concurrency must be a whole number from 1 to 1000');
}

const longestBackoffMs = 300_000;

/** Pause after a number of failures. */
export function backoffAfter(failures: number, backoffMs: number): number {
  return Math.min(backoffMs * 2 ** (failures - 1), longestBackoffMs);
}

/** What a queue keeps of an error: our own messages hold no personal data, those of others may. */
export function reasonOf(error: unknown): string {
  if (AiError.is(error)) return `${error.code}: ${error.message}`;
  return error instanceof Error ? error.name : 'an unknown fault';
}
