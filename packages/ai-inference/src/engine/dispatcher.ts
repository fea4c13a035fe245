import { AiError, type Clock } from '@org/ai-core';
import { planBatches } from '../planner/plan-batches.ts';
import type { Job, SequenceRequest, TokenRow } from '../sequence/job.ts';
import { createReadyPool } from '../scheduler/ready-pool.ts';
import type { Priority, Unit } from '../scheduler/unit.ts';
import type { InferenceTensor, SequenceBatch, SequenceRows } from '../session/session.ts';
import type { SpawnWorker, WorkerProgram } from '../workers/spawn-worker.ts';
import { createEngineCounts, type EngineCounts } from './engine-stats.ts';
import type { ModelVersion } from './model-version.ts';
import type { CompleteEngineOptions } from './options.ts';
import type { LoadedBundle } from './protocol.ts';
import type { QueueBudget } from './queue-budget.ts';
import { createRawQueue } from './raw-queue.ts';
import { createSeat, type Seat } from './seat.ts';
import { createTokenizerSeat } from './tokenizer-seat.ts';
import { warmUpBatches } from './warm-up.ts';
import { createWorkerThread } from './worker-thread.ts';

/** The row of a job in what a worker returned. */
export interface JobRow {
  readonly values: Float32Array;
  readonly tokens: number;
  readonly isTruncated: boolean;
}

/** What becomes of jobs; called once for each. */
export interface JobOutcomes {
  done(job: Job, row: JobRow): void;
  failed(job: Job, error: Error): void;
}

/** Tokenizes what waits and hands it to idle workers. */
export interface Dispatcher {
  readonly counts: EngineCounts;
  load(directory: string, fingerprint: string | undefined): Promise<LoadedBundle>;
  /** Makes the tokenizer of a version; fails for a pipeline that nothing can read. */
  prepare(version: ModelVersion): Promise<void>;
  submit(jobs: readonly Job[]): void;
  /** Takes a job out of whatever queue it waits in; a running one goes on. */
  withdraw(job: Job): void;
  /** Gives a job that waits another owner and class. */
  move(job: Job, owner: SequenceRequest, priority: Priority): void;
  runTensors(
    version: ModelVersion,
    feeds: Readonly<Record<string, InferenceTensor>>,
  ): Promise<Readonly<Record<string, InferenceTensor>>>;
  /** Loads a version into every worker and runs rows of usual lengths through it, one worker after the other: each goes on with its other work in between. */
  warm(version: ModelVersion): Promise<void>;
  unload(version: ModelVersion): Promise<void>;
  close(): Promise<void>;
}

/** Tokenized ahead of the workers, in batches per worker: enough to find texts of like length among them. */
const batchesAhead = 64;

/** Makes the threads' seats; a thread starts when its seat gets its first work. */
export function createDispatcher(
  options: CompleteEngineOptions,
  ports: { readonly spawn: SpawnWorker; readonly clock: Clock },
  budget: QueueBudget,
  outcomes: JobOutcomes,
): Dispatcher {
  const { intraOpThreads, executionProviders, workers, ageAfterMs, tokenBudget } = options;
  const spawn = (program: WorkerProgram): ReturnType<SpawnWorker> =>
    ports.spawn(program, { memoryMiB: options.workerMemoryMiB });
  const seats = Array.from({ length: workers }, (): Seat =>
    createSeat(createWorkerThread('inference', spawn), { intraOpThreads, executionProviders }),
  );
  const tokenizer = createTokenizerSeat(createWorkerThread('tokenizer', spawn));
  const versions = new Map<string, ModelVersion>();
  const ruleOf = (model: string): ModelVersion['rule'] =>
    versions.get(model)?.rule ?? { kind: 'plain', maxRows: 1, maxLength: 1 };
  const raw = createRawQueue(ageAfterMs);
  const ready = createReadyPool<Job>(ruleOf, ageAfterMs);
  const counts = createEngineCounts();
  const waiting = new Set<Job>();
  const seatCalls = new Map<Seat, { readonly go: () => Promise<void>; readonly fail: (error: Error) => void }>();
  const tensorCalls: {
    readonly version: ModelVersion;
    readonly go: (seat: Seat) => Promise<void>;
    readonly fail: (error: Error) => void;
  }[] = [];
  let readyTokens = 0;
  let isEncoding = false;
  let closing: Promise<void> | undefined;

  const loadOf = ({ characters, tokens }: Job): { texts: number; characters: number; tokens: number } => ({
    texts: 1,
    characters,
    tokens,
  });
  const makeReady = (jobs: readonly Job[], isFixed: boolean): void => {
    const [first] = jobs;
    if (first === undefined) return;
    const isPlain = first.version.rule.kind === 'plain';
    const unit: Unit<Job> = {
      model: first.version.fingerprint,
      owner: first.owner ?? first,
      priority: first.priority,
      rows: jobs,
      length: isPlain ? first.characters : jobs.reduce((most, { tokens }) => Math.max(most, tokens), 1),
      isFixed,
    };
    for (const job of jobs) {
      job.stage = 'ready';
      job.unit = unit;
      readyTokens += job.tokens;
    }
    ready.add(unit);
  };
  const plan = (job: Job): void => {
    const { group, version } = job;
    if (group === undefined) {
      makeReady([job], false);
      return;
    }
    group.missing -= 1;
    if (group.missing > 0 || version.rule.kind !== 'padded') {
      if (version.rule.kind === 'plain') makeReady([job], true);
      return;
    }
    const live = group.jobs.filter(({ stage }) => stage !== 'done');
    for (const batch of planBatches(
      live.map(({ tokens }) => tokens),
      version.rule.limits,
    ))
      makeReady(
        Array.from(batch, (index) => live[index]).filter((each) => each !== undefined),
        true,
      );
  };
  const settleFailure = (job: Job, error: Error): void => {
    job.stage = 'done';
    waiting.delete(job);
    outcomes.failed(job, error);
  };

  const encodeNext = async (): Promise<void> => {
    if (isEncoding) return;
    isEncoding = true;
    try {
      for (;;) {
        const hasRoom = readyTokens < batchesAhead * tokenBudget * workers;
        const jobs = raw.take(ports.clock.monotonicMs(), hasRoom);
        if (jobs.length === 0) return;
        for (const job of jobs) job.stage = 'encoding';
        await encode(jobs);
        dispatch();
      }
    } finally {
      isEncoding = false;
    }
  };
  const encode = async (jobs: readonly Job[]): Promise<void> => {
    let rows: readonly TokenRow[];
    try {
      const encoded = await tokenizer.encode(jobs);
      rows = encoded.rows;
      counts.tokenized(jobs.length, encoded.libraryTexts);
    } catch (error) {
      for (const job of jobs) {
        if (job.stage === 'done') continue;
        budget.leave(loadOf(job));
        settleFailure(job, error instanceof Error ? error : new AiError('internal', 'the tokenizer thread failed'));
      }
      return;
    }
    for (const [index, job] of jobs.entries()) {
      const row = rows[index];
      if (job.stage === 'done' || row === undefined) continue;
      job.row = row;
      budget.correct(row.ids.length - job.tokens);
      job.tokens = row.ids.length;
      plan(job);
    }
  };

  const run = async (seat: Seat, jobs: readonly Job[]): Promise<void> => {
    const [first] = jobs;
    if (first === undefined) return;
    const { version } = first;
    try {
      await seat.ensure(version);
      const started = ports.clock.monotonicMs();
      const { batch, transfer } = batchOf(version, jobs);
      const rows = await seat.thread.call('run', { fingerprint: version.fingerprint, batch }, transfer);
      counts.ran(rows, version.rule, ports.clock.monotonicMs() - started);
      budget.done(
        rows.tokens.reduce((sum, tokens) => sum + tokens, 0),
        ports.clock.monotonicMs() - started,
      );
      deliver(jobs, rows);
    } catch (error) {
      const failure = error instanceof Error ? error : new AiError('internal', 'a worker thread failed');
      for (const job of jobs) if (job.stage !== 'done') settleFailure(job, failure);
    }
  };
  const deliver = (jobs: readonly Job[], rows: SequenceRows): void => {
    let at = 0;
    for (const [index, job] of jobs.entries()) {
      const width = rows.widths[index] ?? 0;
      const values = rows.values.slice(at, at + width);
      at += width;
      if (job.stage === 'done') continue;
      if (rows.invalid[index] === 1) {
        settleFailure(job, notANumber(job.version));
        continue;
      }
      job.stage = 'done';
      waiting.delete(job);
      const isTruncated = rows.truncated[index] === 1 || job.row?.isTruncated === true;
      outcomes.done(job, { values, tokens: rows.tokens[index] ?? 0, isTruncated });
    }
  };
  const take = (units: readonly Unit<Job>[]): readonly Job[] => {
    const jobs = units.flatMap(({ rows }) => rows).filter(({ stage }) => stage === 'ready');
    for (const job of jobs) {
      job.stage = 'running';
      job.unit = undefined;
      readyTokens -= job.tokens;
      budget.leave(loadOf(job));
    }
    return jobs;
  };
  const occupy = (seat: Seat, work: Promise<void>): void => {
    seat.isBusy = true;
    void work.then(() => {
      seat.isBusy = false;
      dispatch();
    });
  };
  const dispatch = (): void => {
    for (const [seat, call] of seatCalls) {
      if (seat.isBusy) continue;
      seatCalls.delete(seat);
      occupy(seat, call.go());
    }
    for (;;) {
      const idle = seats.filter(({ isBusy }) => !isBusy);
      const [any] = idle;
      if (any === undefined) break;
      const call = tensorCalls.shift();
      if (call !== undefined) {
        const seat = idle.find((each) => each.has(call.version.fingerprint)) ?? any;
        occupy(seat, call.go(seat));
        continue;
      }
      const units = ready.take(ports.clock.monotonicMs());
      if (units === undefined) break;
      const jobs = take(units);
      const model = units[0]?.model ?? '';
      const seat = idle.find((each) => each.has(model)) ?? any;
      if (jobs.length > 0) occupy(seat, run(seat, jobs));
    }
    void encodeNext();
  };

  const refuseWhenClosed = (): void => {
    if (closing !== undefined) throw closedError();
  };
  const close = async (): Promise<void> => {
    for (const job of [...waiting]) {
      // With one job of a request all its others have failed, too.
      if (job.stage === 'running' || job.stage === 'done') continue;
      withdraw(job);
      settleFailure(job, closedError());
    }
    for (const call of [...tensorCalls.splice(0), ...seatCalls.values()]) call.fail(closedError());
    seatCalls.clear();
    await Promise.all([tokenizer.thread.close(), ...seats.map(({ thread }) => thread.close())]);
  };
  const withdraw = (job: Job): void => {
    if (job.stage === 'running' || job.stage === 'done') return;
    if (job.stage === 'raw') raw.delete(job);
    if (job.unit !== undefined) {
      // A unit of fixed rows belongs to one request: with one row all go.
      ready.delete(job.unit);
      readyTokens -= job.tokens;
    }
    budget.leave(loadOf(job));
    waiting.delete(job);
    job.stage = 'done';
  };
  const move: Dispatcher['move'] = (job, owner, priority) => {
    const { stage, unit } = job;
    if (stage === 'raw') raw.delete(job);
    if (unit !== undefined) {
      ready.delete(unit);
      readyTokens -= job.tokens;
    }
    job.owner = owner;
    job.priority = priority;
    if (stage === 'raw') raw.add(job);
    if (unit !== undefined) makeReady([job], unit.isFixed);
  };
  /** Runs work on one seat as soon as it has nothing else to do. */
  const onSeat = (seat: Seat, work: () => Promise<void>): Promise<void> =>
    new Promise((resolve, reject) => {
      const go = (): Promise<void> => work().then(resolve, reject);
      seatCalls.set(seat, { go, fail: reject });
      dispatch();
    });
  let turn = 0;
  return {
    counts,
    load: async (directory, fingerprint) => {
      refuseWhenClosed();
      // One worker checks the bundle; the others load it, checked again, when they get work for it.
      const seat = seats.find(({ isBusy }) => !isBusy) ?? seats[(turn += 1) % seats.length];
      if (seat === undefined) throw closedError();
      return seat.load(directory, fingerprint);
    },
    prepare: async (version) => {
      versions.set(version.fingerprint, version);
      await tokenizer.ensure(version);
    },
    submit: (jobs) => {
      refuseWhenClosed();
      for (const job of jobs) {
        waiting.add(job);
        if (job.version.tokenizer === undefined) plan(job);
        else raw.add(job);
      }
      dispatch();
    },
    withdraw,
    move,
    runTensors: (version, feeds) => {
      refuseWhenClosed();
      return new Promise((resolve, reject) => {
        const go = async (seat: Seat): Promise<void> => {
          try {
            await seat.ensure(version);
            resolve(await seat.thread.call('tensors', { fingerprint: version.fingerprint, feeds }));
          } catch (error) {
            reject(error instanceof Error ? error : new AiError('internal', 'a worker thread failed'));
          }
        };
        tensorCalls.push({ version, go, fail: reject });
        dispatch();
      });
    },
    warm: async (version) => {
      refuseWhenClosed();
      for (const seat of seats) {
        await onSeat(seat, async () => {
          await seat.ensure(version);
          for (const batch of warmUpBatches(version))
            await seat.thread.call('run', { fingerprint: version.fingerprint, batch });
        });
      }
    },
    unload: async ({ fingerprint }) => {
      versions.delete(fingerprint);
      // Threads that are being closed let go of everything.
      if (closing !== undefined) return;
      const unloaded = [tokenizer.unload(fingerprint), ...seats.map((seat) => seat.unload(fingerprint))];
      // A thread that died has let go of everything.
      await Promise.all(unloaded.map((each) => each.catch(() => undefined)));
    },
    close: () => (closing ??= close()),
  };
}

function batchOf(
  { tokenizer }: ModelVersion,
  jobs: readonly Job[],
): { readonly batch: SequenceBatch; readonly transfer: readonly ArrayBuffer[] } {
  if (tokenizer === undefined) return { batch: { kind: 'texts', texts: jobs.map(({ text }) => text) }, transfer: [] };
  const lengths = Uint32Array.from(jobs, ({ tokens }) => tokens);
  const total = lengths.reduce((sum, length) => sum + length, 0);
  const ids = new Int32Array(total);
  const typeIds = new Uint8Array(total);
  let at = 0;
  for (const { row } of jobs) {
    if (row === undefined) continue;
    ids.set(row.ids, at);
    typeIds.set(row.typeIds, at);
    at += row.ids.length;
  }
  return { batch: { kind: 'tokens', ids, typeIds, lengths }, transfer: [ids.buffer, typeIds.buffer, lengths.buffer] };
}

function notANumber({ manifest }: ModelVersion): AiError {
  return new AiError(
    'upstream',
    `the model ${manifest.name} returned numbers that are not finite for a text; leave the text out, or use the model in float32`,
    { isRetryable: false, details: { model: manifest.name } },
  );
}

function closedError(): AiError {
  return new AiError('unavailable', 'the inference engine is closed; create a new one', { isRetryable: false });
}
