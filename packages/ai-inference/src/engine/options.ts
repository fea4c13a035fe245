import { availableParallelism } from 'node:os';
import { AiError, type Clock } from '@org/ai-core';

/** Options of `createInferenceEngine`. */
export interface EngineOptions {
  /** Worker threads; each holds its own copy of each model that it has run. @defaultValue the cores that the process may use less one, from 1 to 4 */
  readonly workers?: number | undefined;
  /** Threads of the ONNX runtime inside one worker. @defaultValue 1: more workers make better use of cores than more threads in one */
  readonly intraOpThreads?: number | undefined;
  /** Execution providers in order of preference, as onnxruntime-node names them (`cpu`, `webgpu`, `cuda`, ...). @defaultValue ['cpu'] */
  readonly executionProviders?: readonly string[] | undefined;
  /** Most tokens of a batch, padding and the growing cost of attention included; a longer text runs alone. Small batches lose next to nothing on CPUs and let interactive work in sooner. @defaultValue 256 */
  readonly tokenBudget?: number | undefined;
  /** Most of a batch that may be padding, from 0 to 1. @defaultValue 0.1 */
  readonly maxPaddedShare?: number | undefined;
  /** Whether a batch depends on nothing but its own request: the vectors of int8 models change in their last digits with their companions. Cache and joint batches are off then. @defaultValue false */
  readonly isDeterministic?: boolean | undefined;
  /** Texts that may wait; beyond, calls fail with `overloaded`. @defaultValue 16,384 */
  readonly maxQueuedTexts?: number | undefined;
  /** Characters (UTF-16 units) that may wait. @defaultValue 64 Mi */
  readonly maxQueuedCharacters?: number | undefined;
  /** Tokens that may wait; of a text that was not tokenized yet an estimate counts. @defaultValue 8 Mi */
  readonly maxQueuedTokens?: number | undefined;
  /** Milliseconds after which batch work that was passed over for interactive work gets a turn. @defaultValue 2,000 */
  readonly ageAfterMs?: number | undefined;
  /** Bytes of results that are kept, by model and text; 0 keeps none. @defaultValue 32 Mi */
  readonly cacheBytes?: number | undefined;
  /** Most JavaScript memory of a worker thread in MiB; a thread that needs more is replaced. @defaultValue 1,024 */
  readonly workerMemoryMiB?: number | undefined;
  /** Clock of the deadlines. @defaultValue the system's */
  readonly clock?: Clock | undefined;
}

/** Engine options with every default filled in. */
export type CompleteEngineOptions = {
  readonly [Name in Exclude<keyof EngineOptions, 'clock'>]-?: NonNullable<EngineOptions[Name]>;
};

/** Fills in defaults. @throws AiError `invalid-input` naming the option */
export function completeEngineOptions(options: EngineOptions): CompleteEngineOptions {
  return {
    workers: whole('workers', options.workers ?? usualWorkers(), 1, 256),
    intraOpThreads: whole('intraOpThreads', options.intraOpThreads ?? 1, 1, Math.max(256, availableParallelism())),
    executionProviders: providers(options.executionProviders ?? ['cpu']),
    tokenBudget: whole('tokenBudget', options.tokenBudget ?? 256, 1, 2 ** 24),
    maxPaddedShare: share('maxPaddedShare', options.maxPaddedShare ?? 0.1),
    isDeterministic: options.isDeterministic ?? false,
    maxQueuedTexts: whole('maxQueuedTexts', options.maxQueuedTexts ?? 16_384, 1, 2 ** 31),
    maxQueuedCharacters: whole('maxQueuedCharacters', options.maxQueuedCharacters ?? 64 * 2 ** 20, 1, 2 ** 40),
    maxQueuedTokens: whole('maxQueuedTokens', options.maxQueuedTokens ?? 8 * 2 ** 20, 1, 2 ** 40),
    ageAfterMs: whole('ageAfterMs', options.ageAfterMs ?? 2_000, 1, 3_600_000),
    cacheBytes: whole('cacheBytes', options.cacheBytes ?? 32 * 2 ** 20, 0, 2 ** 40),
    workerMemoryMiB: whole('workerMemoryMiB', options.workerMemoryMiB ?? 1_024, 16, 2 ** 20),
  };
}

/** One core is left to the event loop and the tokenizer; more copies of a model than four are for the caller to ask for. */
function usualWorkers(): number {
  return Math.min(4, Math.max(1, availableParallelism() - 1));
}

function whole(name: string, value: number, least: number, most: number): number {
  if (Number.isInteger(value) && value >= least && value <= most) return value;
  throw wrong(name, `must be an integer from ${String(least)} to ${String(most)}`);
}

function share(name: string, value: number): number {
  if (value >= 0 && value <= 1) return value;
  throw wrong(name, 'must be a number from 0 to 1');
}

function providers(value: readonly string[]): readonly string[] {
  if (value.length > 0 && value.every((name) => /^[a-z][a-z0-9]{0,31}$/i.test(name))) return [...value];
  throw wrong('executionProviders', 'must list at least one provider of onnxruntime-node, for instance cpu or webgpu');
}

function wrong(name: string, problem: string): AiError {
  return new AiError('invalid-input', `${name} ${problem}`, { details: { field: name } });
}
