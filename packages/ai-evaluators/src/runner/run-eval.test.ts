import { AiError } from '@org/ai-core';
import { createPowerCutFileSystem } from '@org/ai-storage/testing';
import { createFakeClock, type FakeClock } from '@org/ai-testing';
import { describe, expect, it } from 'vitest';
import { defineEval, type Evaluation, type EvaluationOptions } from '../evaluation/evaluation.ts';
import { gate } from '../gates/gate.ts';
import { renderJson } from '../report/render-json.ts';
import { exactMatch } from '../scorers/exact-match.ts';
import type { RunProgress } from './progress.ts';
import { runEval } from './run-eval.ts';

const journalPath = '/data/run.journal';
const newDisk = (): ReturnType<typeof createPowerCutFileSystem> => createPowerCutFileSystem({ seed: 3 });

type Run = EvaluationOptions<number, string, string>['task']['run'];

function evaluationOf(
  run: Run,
  changes: Partial<EvaluationOptions<number, string, string>> = {},
  count = 6,
): Evaluation<number, string, string> {
  return defineEval({
    name: 'test',
    dataset: Array.from({ length: count }, (_, index) => ({ id: `c${index}`, input: index, expected: 'even' })),
    task: { id: 'parity-1', run },
    scorers: [exactMatch()],
    gates: [gate({ metric: 'exact-match', atLeast: 0.9 })],
    ...changes,
  });
}

const parity = (input: number): string => (input % 2 === 0 ? 'even' : 'odd');
const failOn =
  (id: string, error: unknown): Run =>
  (input, { caseId }) => {
    if (caseId === id) throw error;
    return parity(input);
  };

/** Moves time on while anybody sleeps, until the run is over. */
async function driven<Result>(clock: FakeClock, running: Promise<Result>): Promise<Result> {
  const state = { isOver: false };
  const end = running.finally(() => (state.isOver = true));
  while (!state.isOver) await clock.advance(clock.sleepers > 0 ? 1_000 : 0);
  return end;
}

describe('runEval', () => {
  it('scores every case and reports in the order of the dataset', async () => {
    const { report, timings } = await runEval(evaluationOf(parity));
    expect(report.cases.map(({ id, scores }) => [id, scores['exact-match']])).toEqual([
      ['c0', 1],
      ['c1', 0],
      ['c2', 1],
      ['c3', 0],
      ['c4', 1],
      ['c5', 0],
    ]);
    expect(report.metrics[0]?.interval).toMatchObject({ estimate: 0.5, method: 'wilson' });
    expect(timings).toMatchObject({ called: 6, retries: 0 });
    expect(renderJson(report)).not.toMatch(/Ms"/);
  });

  it('works on as many cases at a time as allowed, and no more', async () => {
    let [now, most] = [0, 0];
    const run: Run = async (input) => {
      most = Math.max(most, ++now);
      await new Promise((resolve) => setImmediate(resolve));
      now--;
      return parity(input);
    };
    await runEval(evaluationOf(run, {}, 40), { concurrency: 5 });
    expect(most).toBe(5);
  });

  it('tells its progress', async () => {
    const seen: RunProgress[] = [];
    const run = failOn('c1', new AiError('upstream', 'no', { isRetryable: false }));
    await runEval(evaluationOf(run, {}, 2), { concurrency: 1, onProgress: (progress) => seen.push(progress) });
    expect(seen).toEqual([
      { total: 2, resumed: 0, done: 0, faults: 0 },
      { total: 2, resumed: 0, done: 1, faults: 0, caseId: 'c0' },
      { total: 2, resumed: 0, done: 2, faults: 1, caseId: 'c1', fault: 'upstream' },
    ]);
  });

  it('lets the event loop turn while cases that never wait are run', async () => {
    let turns = 0;
    const timer = setInterval(() => turns++, 1);
    const run: Run = (input) => {
      for (const end = performance.now() + 2; performance.now() < end;);
      return parity(input);
    };
    await runEval(evaluationOf(run, {}, 60), { concurrency: 4 });
    clearInterval(timer);
    expect(turns).toBeGreaterThan(3);
  });

  it('runs the first cases only when told to, as a dataset of their own', async () => {
    const all = await runEval(evaluationOf(parity));
    const some = await runEval(evaluationOf(parity), { limit: 2 });
    expect(some.report.dataset.cases).toBe(2);
    expect(some.report.dataset.digest).not.toBe(all.report.dataset.digest);
    expect(some.report.dataset.digest).toBe((await runEval(evaluationOf(parity, {}, 2))).report.dataset.digest);
  });

  it.each(['concurrency', 'limit', 'maxAttempts', 'timeoutMs'])('refuses a bad %s', async (name) => {
    await expect(runEval(evaluationOf(parity), { [name]: 0 })).rejects.toThrow(`${name} must be a whole number`);
  });
});

describe('faults', () => {
  it.each([
    ['an AiError', new AiError('blocked', 'text of the answer'), 'blocked'],
    ['any error', new TypeError('text of the answer'), 'internal'],
    ['what is no error', 'text of the answer', 'internal'],
  ])('are recorded and never scored: %s', async (_name, error, code) => {
    const { report } = await runEval(evaluationOf(failOn('c2', error)));
    expect(report.faults).toEqual([{ id: 'c2', code }]);
    expect(report.metrics[0]?.scored).toBe(5);
    expect(renderJson(report)).not.toContain('text of the answer');
  });

  it('of a scorer spoil its metric alone', async () => {
    const broken = {
      id: 'broken',
      version: '1',
      interval: 'wilson' as const,
      score: ({ case: row }: { case: { id: string } }) => {
        if (row.id === 'c1') throw new Error('no');
        return { kind: 'value' as const, value: row.id === 'c2' ? Number.NaN : 1 };
      },
    };
    const { report } = await runEval(evaluationOf(parity, { scorers: [exactMatch(), broken], gates: [] }));
    expect(report.metrics).toMatchObject([
      { metric: 'exact-match', scored: 6, faults: 0 },
      { metric: 'broken', scored: 4, faults: 2 },
    ]);
    expect(report.cases[1]?.scores).toEqual({ 'exact-match': 0, broken: { fault: 'internal' } });
  });

  it('that are retryable are called again a bounded number of times, with growing pauses', async () => {
    const clock = createFakeClock();
    const calls: number[] = [];
    const run: Run = () => {
      calls.push(clock.monotonicMs());
      throw new AiError('overloaded', 'later');
    };
    const running = runEval(evaluationOf(run, {}, 1), { clock, maxAttempts: 4 });
    const { report, timings } = await driven(clock, running);
    expect(calls).toEqual([0, 250, 750, 1750]);
    expect(report.faults).toEqual([{ id: 'c0', code: 'overloaded' }]);
    expect(timings.retries).toBe(3);
    expect(clock.sleepers).toBe(0);
  });

  it('wait as long as the server asks, within reason, and may pass', async () => {
    const clock = createFakeClock();
    const calls: number[] = [];
    const run: Run = (input, { attempt }) => {
      calls.push(clock.monotonicMs());
      if (attempt < 3) throw new AiError('rate-limited', 'later', { retryAfterMs: attempt === 1 ? 1_000 : 3_600_000 });
      return parity(input);
    };
    const running = runEval(evaluationOf(run, {}, 1), { clock });
    expect((await driven(clock, running)).report.counts.faults).toBe(0);
    expect(calls).toEqual([0, 1_000, 31_000]);
  });

  it('are not called again when that cannot help', async () => {
    let calls = 0;
    const run: Run = () => {
      calls++;
      throw new AiError('blocked', 'no');
    };
    await runEval(evaluationOf(run, {}, 1));
    expect(calls).toBe(1);
  });

  it('are what a call ends in that takes too long, even if it ignores its signal', async () => {
    const clock = createFakeClock();
    const signals: AbortSignal[] = [];
    const run: Run = (input, { signal }) => {
      signals.push(signal);
      return input === 0 ? new Promise(() => undefined) : parity(input);
    };
    const running = runEval(evaluationOf(run, {}, 3), { clock, timeoutMs: 5_000, maxAttempts: 1, concurrency: 1 });
    expect((await driven(clock, running)).report.faults).toEqual([{ id: 'c0', code: 'timeout' }]);
    expect(signals.map(({ aborted }) => aborted)).toEqual([true, false, false]);
    expect(clock.sleepers).toBe(0);
  });
});

describe('text', () => {
  it('stays out of journal and report unless asked for', async () => {
    const fileSystem = newDisk();
    const run = failOn('c0', new Error('canary-message'));
    const secret: Run = async (input, context) => `canary-output ${await run(input, context)}`;
    const quiet = await runEval(evaluationOf(secret), { fileSystem, journalPath });
    const journal = new TextDecoder().decode(await fileSystem.readFile(journalPath));
    expect(journal + renderJson(quiet.report)).not.toContain('canary');

    const loud = await runEval(evaluationOf(secret), { shouldKeepText: true });
    expect(loud.report.faults).toEqual([{ id: 'c0', code: 'internal', message: 'canary-message' }]);
    expect(loud.report.failures[0]).toMatchObject({ id: 'c1', output: 'canary-output odd' });
    expect(loud.report.cases[1]).not.toHaveProperty('output');
  });
});

describe('the journal', () => {
  it('holds a finished run, which is reported again without a call', async () => {
    const fileSystem = newDisk();
    const first = await runEval(evaluationOf(parity), { fileSystem, journalPath });
    const again = await runEval(
      evaluationOf(() => {
        throw new Error('called again');
      }),
      { fileSystem, journalPath },
    );
    expect(renderJson(again.report)).toBe(renderJson(first.report));
    expect(again.timings.called).toBe(0);
  });

  it('keeps what is done when the run is stopped, also for a task that ignores its signal', async () => {
    const fileSystem = newDisk();
    const stop = new AbortController();
    const done: string[] = [];
    const hangs: Run = (input) => (input < 3 ? parity(input) : new Promise(() => undefined));
    const run = runEval(evaluationOf(hangs), {
      fileSystem,
      journalPath,
      signal: stop.signal,
      concurrency: 2,
      onProgress({ caseId }) {
        if (caseId !== undefined) done.push(caseId);
        if (done.length === 3) stop.abort();
      },
    });
    await expect(run).rejects.toMatchObject({ code: 'aborted' });
    const called: string[] = [];
    const resumed = await runEval(
      evaluationOf((input, { caseId }) => {
        called.push(caseId);
        return parity(input);
      }),
      { fileSystem, journalPath },
    );
    expect(called.sort()).toEqual(['c3', 'c4', 'c5']);
    expect(renderJson(resumed.report)).toBe(renderJson((await runEval(evaluationOf(parity))).report));
  });

  it('keeps faults, and repeats them only when told to', async () => {
    const fileSystem = newDisk();
    await runEval(evaluationOf(failOn('c4', new Error('down'))), { fileSystem, journalPath });
    const kept = await runEval(evaluationOf(parity), { fileSystem, journalPath });
    expect(kept.report.counts.faults).toBe(1);
    const options = { fileSystem, journalPath, shouldRepeatFaults: true };
    const repeated = await runEval(evaluationOf(parity), options);
    expect(repeated.timings.called).toBe(1);
    expect(renderJson(repeated.report)).toBe(renderJson((await runEval(evaluationOf(parity))).report));
    expect((await runEval(evaluationOf(parity), options)).timings.called).toBe(0);
  });

  it.each([
    ['dataset', evaluationOf(parity, {}, 5), {}],
    ['task id', evaluationOf(parity, { task: { id: 'parity-2', run: parity } }), {}],
    ['task subject', evaluationOf(parity, { task: { id: 'parity-1', subject: { model: 'b' }, run: parity } }), {}],
    ['scorers', evaluationOf(parity, { scorers: [{ ...exactMatch(), version: '2' }] }), {}],
    ['dataset', evaluationOf(parity), { limit: 3 }],
    ['text', evaluationOf(parity), { shouldKeepText: true }],
  ])('is refused when the %s differs, and left as it is', async (name, other, options) => {
    const fileSystem = newDisk();
    await runEval(evaluationOf(parity), { fileSystem, journalPath });
    const failure = runEval(other, { fileSystem, journalPath, ...options });
    await expect(failure).rejects.toMatchObject({ code: 'conflict', details: { differing: [name] } });
    expect((await runEval(evaluationOf(parity), { fileSystem, journalPath })).timings.called).toBe(0);
  });

  it('allows other gates and another level: they only read the scores', async () => {
    const fileSystem = newDisk();
    await runEval(evaluationOf(parity), { fileSystem, journalPath });
    const strict = evaluationOf(parity, { gates: [gate({ metric: 'exact-match', atLeast: 0.6 })], level: 0.99 });
    const { report, timings } = await runEval(strict, { fileSystem, journalPath });
    expect([timings.called, report.level, report.verdict]).toEqual([0, 0.99, 'inconclusive']);
  });

  it('is held by one run at a time', async () => {
    const fileSystem = newDisk();
    const { promise, resolve } = Promise.withResolvers<string>();
    const first = runEval(
      evaluationOf(() => promise, {}, 1),
      {
        fileSystem,
        journalPath,
        onProgress({ done }) {
          if (done > 0) return;
          second = runEval(evaluationOf(parity, {}, 1), { fileSystem, journalPath }).catch((error: unknown) => {
            resolve('even');
            return error;
          });
        },
      },
    );
    let second: Promise<unknown> = Promise.resolve();
    await first;
    expect(await second).toMatchObject({ code: 'conflict' });
  });

  it('stops the run when it cannot be written, instead of calling on', async () => {
    const fileSystem = createPowerCutFileSystem({ seed: 1, capacityBytes: 1_500 });
    let calls = 0;
    const run: Run = (input) => {
      calls++;
      return parity(input);
    };
    const failure = runEval(evaluationOf(run, {}, 1000), { fileSystem, journalPath });
    await expect(failure).rejects.toMatchObject({ code: 'resource-exhausted' });
    expect(calls).toBeLessThan(50);
  });
});
