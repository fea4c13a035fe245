import { abortedError, type Clock, contextSignal, throwIfDone } from '@org/ai-core';
import type { Dispatcher, JobOutcomes, JobRow } from '../engine/dispatcher.ts';
import type { ModelVersion } from '../engine/model-version.ts';
import type { QueueBudget } from '../engine/queue-budget.ts';
import { estimateTokens } from './estimate-tokens.ts';
import type { Job, JobGroup, SequenceRequest } from './job.ts';
import { resultKey, type ResultCache } from './result-cache.ts';
import type { SequenceInput, SequenceResult, SequenceRunner } from './sequence.ts';

/** What a runner stands on. */
export interface RunnerParts {
  readonly clock: Clock;
  readonly budget: QueueBudget;
  readonly cache: ResultCache;
  readonly isDeterministic: boolean;
  readonly dispatcher: () => Dispatcher;
  /** Told of the inputs of every call. */
  readonly onInputs: (version: ModelVersion, inputs: readonly SequenceInput[]) => void;
  /** Called when a job needs a version, and when it does no longer. */
  readonly retain: (version: ModelVersion) => void;
  readonly release: (version: ModelVersion) => void;
}

/** A runner, the outcomes that its dispatcher reports to, and how often the cache answered. */
export interface RunnerWithOutcomes {
  readonly runner: SequenceRunner;
  readonly outcomes: JobOutcomes;
  readonly cacheHits: () => number;
}

/** Texts taken in before other work of the thread gets a turn. */
const sliceTexts = 256;
const sliceMs = 4;

/** Makes a runner. A text that is asked for while the same one waits or runs is run once. */
export function createSequenceRunner(parts: RunnerParts): RunnerWithOutcomes {
  const { clock, budget, cache, isDeterministic } = parts;
  const flights = new Map<string, Job>();
  let cacheHits = 0;

  const forget = (job: Job): void => {
    if (job.key !== undefined && flights.get(job.key) === job) flights.delete(job.key);
    parts.release(job.version);
  };
  const outcomes: JobOutcomes = {
    done: (job, row) => {
      forget(job);
      const result = resultOf(job, row);
      if (job.key !== undefined) cache.set(job.key, result);
      for (const { request, index } of job.waiters) request.deliver(index, result);
    },
    failed: (job, error) => {
      forget(job);
      for (const { request } of [...job.waiters]) request.fail(error);
    },
  };
  const leave = (job: Job, request: SequenceRequest): void => {
    for (let at = job.waiters.length - 1; at >= 0; at -= 1)
      if (job.waiters[at]?.request === request) job.waiters.splice(at, 1);
    if (job.stage === 'done') return;
    const [next] = job.waiters;
    if (next === undefined) {
      const isWaiting = job.stage !== 'running';
      parts.dispatcher().withdraw(job);
      // What runs already goes on, and is kept for whoever asks next.
      if (isWaiting) forget(job);
    } else if (job.owner === request) reenter(job, next.request);
  };
  const reenter = (job: Job, owner: SequenceRequest): void => {
    parts.dispatcher().move(job, owner, job.priority);
  };
  const join = (job: Job, request: SequenceRequest, index: number): void => {
    job.waiters.push({ request, index });
    if (request.priority === 'interactive' && job.priority === 'batch')
      parts.dispatcher().move(job, request, 'interactive');
  };

  const run: SequenceRunner['run'] = async (version, inputs, context, { hasOffsets = false, onResult }) => {
    throwIfDone(context, clock);
    if (inputs.length === 0) return;
    parts.onInputs(version, inputs);
    const estimates = inputs.map((input) => estimateTokens(version, input));
    const characters = inputs.map(charactersOf);
    budget.admit({ texts: inputs.length, characters: sumOf(characters), tokens: sumOf(estimates) });
    // What was admitted and is not yet a job leaves the queue again if the call ends early.
    let admitted = 0;
    // A swap may turn over to another version while texts are still taken in.
    parts.retain(version);
    const deadline = contextSignal(context, clock);
    const { signal } = deadline;
    const { promise, resolve, reject } = Promise.withResolvers<undefined>();
    promise.catch(() => undefined);
    const jobs = new Set<Job>();
    let missing = inputs.length;
    let failure: Error | undefined;
    const request: SequenceRequest = {
      priority: context.priority ?? 'interactive',
      deliver: (index, result) => {
        if (failure !== undefined) return;
        onResult(index, result);
        missing -= 1;
        if (missing === 0) resolve(undefined);
      },
      fail: (error) => {
        if (failure !== undefined) return;
        failure = error;
        for (const job of jobs) leave(job, request);
        jobs.clear();
        reject(error);
      },
    };
    const stop = (): void => {
      request.fail(abortedError(signal));
    };
    const group: JobGroup | undefined = isDeterministic ? { jobs: [], missing: inputs.length } : undefined;
    let made: Job[] = [];
    const submit = (): void => {
      if (failure === undefined && made.length > 0) parts.dispatcher().submit(made);
      made = [];
    };
    const enter = (input: SequenceInput, index: number): void => {
      const load = { texts: 1, characters: characters[index] ?? 0, tokens: estimates[index] ?? 0 };
      admitted += 1;
      const key = isDeterministic ? undefined : resultKey(version.fingerprint, input, hasOffsets);
      const known = key === undefined ? undefined : cache.get(key);
      if (known !== undefined) {
        cacheHits += 1;
        budget.leave(load);
        request.deliver(index, known);
        return;
      }
      const flight = key === undefined ? undefined : flights.get(key);
      if (flight !== undefined) {
        budget.leave(load);
        jobs.add(flight);
        join(flight, request, index);
        return;
      }
      const job: Job = {
        version,
        text: input.text,
        pair: input.pair,
        hasOffsets,
        key,
        characters: load.characters,
        tokens: load.tokens,
        priority: request.priority,
        stage: 'raw',
        unit: undefined,
        row: undefined,
        owner: request,
        group,
        waiters: [{ request, index }],
      };
      parts.retain(version);
      if (key !== undefined) flights.set(key, job);
      jobs.add(job);
      group?.jobs.push(job);
      made.push(job);
    };
    signal.addEventListener('abort', stop, { once: true });
    try {
      let sliceStarted = performance.now();
      for (const [index, input] of inputs.entries()) {
        if (failure !== undefined) break;
        enter(input, index);
        if (index % sliceTexts < sliceTexts - 1) continue;
        // A group is planned when its last text is tokenized: all of it must be known before the first is.
        if (group === undefined) submit();
        if (performance.now() - sliceStarted > sliceMs) {
          await new Promise((next) => setImmediate(next));
          sliceStarted = performance.now();
        }
      }
      submit();
      if (missing === 0) resolve(undefined);
      await promise;
    } finally {
      signal.removeEventListener('abort', stop);
      deadline[Symbol.dispose]();
      parts.release(version);
      for (let index = admitted; index < inputs.length; index += 1)
        budget.leave({ texts: 1, characters: characters[index] ?? 0, tokens: estimates[index] ?? 0 });
    }
  };
  return { runner: { run }, outcomes, cacheHits: () => cacheHits };
}

function resultOf(job: Job, { values, tokens, isTruncated }: JobRow): SequenceResult {
  return { values, tokens, isTruncated, offsets: job.row?.offsets?.slice() };
}

function charactersOf({ text, pair }: SequenceInput): number {
  return text.length + (pair?.length ?? 0);
}

function sumOf(numbers: readonly number[]): number {
  return numbers.reduce((sum, value) => sum + value, 0);
}
