import { AiError, type Clock } from '@org/ai-core';
import type { QueueLimits } from './request-queue.ts';

/** Options of `createInferenceEngine`. */
export interface EngineOptions {
  /** Worker threads; each holds its own copy of each model that it has run. @defaultValue 1 */
  readonly workers?: number | undefined;
  /** Threads of the ONNX runtime inside one worker. @defaultValue 1 */
  readonly intraOpThreads?: number | undefined;
  /** Texts that may wait; beyond, `embed` fails with `overloaded`. @defaultValue 16,384 */
  readonly maxQueuedTexts?: number | undefined;
  /** Characters (UTF-16 units) that may wait. @defaultValue 64 Mi */
  readonly maxQueuedCharacters?: number | undefined;
  /** Clock of the deadlines. @defaultValue the system's */
  readonly clock?: Clock | undefined;
}

/** Engine options with every default filled in. */
export interface CompleteEngineOptions extends QueueLimits {
  readonly workers: number;
  readonly intraOpThreads: number;
}

/** Fills in defaults. @throws AiError `invalid-input` naming the option */
export function completeEngineOptions(options: EngineOptions): CompleteEngineOptions {
  return {
    workers: positive('workers', options.workers ?? 1, 256),
    intraOpThreads: positive('intraOpThreads', options.intraOpThreads ?? 1, 256),
    maxQueuedTexts: positive('maxQueuedTexts', options.maxQueuedTexts ?? 16_384, 2 ** 31),
    maxQueuedCharacters: positive('maxQueuedCharacters', options.maxQueuedCharacters ?? 64 * 2 ** 20, 2 ** 40),
    // Copying this much to a worker keeps the calling thread busy for well under a millisecond.
    maxBatchTexts: 64,
    maxBatchCharacters: 131_072,
  };
}

function positive(name: string, value: number, most: number): number {
  if (Number.isInteger(value) && value >= 1 && value <= most) return value;
  throw new AiError('invalid-input', `${name} must be an integer from 1 to ${String(most)}`, {
    details: { field: name },
  });
}
