import { abortedError, AiError, systemClock, type Clock } from '@org/ai-core';
import { createNodeFileSystem, type FileSystem } from '@org/ai-storage';
import type { Evaluation } from '../evaluation/evaluation.ts';
import { checkBaseline } from '../report/compare.ts';
import { createReport } from '../report/create-report.ts';
import type { EvalReport } from '../report/report.ts';
import { loadDataset } from './load-dataset.ts';
import type { RunProgress } from './progress.ts';
import { runCases } from './run-cases.ts';
import { openRunJournal } from './run-journal.ts';
import { summariseTimes, type RunTimings } from './timings.ts';

/** How an evaluation is run. */
export interface RunOptions {
  /** Absolute path of the file that keeps finished cases; a later run with the same path goes on from it. @defaultValue nothing is kept */
  readonly journalPath?: string | undefined;
  /** Cases at a time. @defaultValue 4 */
  readonly concurrency?: number | undefined;
  /** Stops the run: finished cases are kept, those under way are given up, and the promise rejects with `aborted`. */
  readonly signal?: AbortSignal | undefined;
  /** Told at the start and after each case that is kept. */
  readonly onProgress?: ((progress: RunProgress) => void) | undefined;
  /** Report on the same dataset to compare with. */
  readonly baseline?: EvalReport | undefined;
  /** Run the first cases only; they count as a dataset of their own. @defaultValue all */
  readonly limit?: number | undefined;
  /** Calls of a case in all, when its faults are retryable. @defaultValue 3 */
  readonly maxAttempts?: number | undefined;
  /** Time of one call; longer counts as a `timeout` fault. @defaultValue 120_000 */
  readonly timeoutMs?: number | undefined;
  /** Call cases again that an earlier run recorded with a fault. @defaultValue false */
  readonly shouldRepeatFaults?: boolean | undefined;
  /** Keep outputs and messages of faults in journal and report, for reading failures. They hold what the task answered. @defaultValue false */
  readonly shouldKeepText?: boolean | undefined;
  /** @defaultValue the machine's own disk */
  readonly fileSystem?: FileSystem | undefined;
  /** @defaultValue the machine's own clock */
  readonly clock?: Clock | undefined;
}

/** What a run gives back. */
export interface EvalRun {
  readonly report: EvalReport;
  readonly timings: RunTimings;
}

/**
 * Runs an evaluation. Each finished case is synced to the journal before its worker takes another: after a crash at most `concurrency` cases are called again, none that was finished,
 * and the report has the same bytes as that of a run that was not interrupted.
 *
 * @throws AiError `aborted` when stopped; `conflict` when the journal belongs to another configuration or another process is using it; `integrity` when the journal is damaged;
 * `invalid-input` for a bad dataset, baseline or option
 * @example
 * ```ts
 * import { defineEval, exactMatch } from '@org/ai-evaluators';
 * import { runEval } from '@org/ai-evaluators/runner';
 *
 * const evaluation = defineEval({
 *   name: 'capitals',
 *   dataset: [{ id: 'fr', input: 'France', expected: 'Paris' }],
 *   task: { id: 'lookup-1', run: (country) => (country === 'France' ? 'Paris' : 'unknown') },
 *   scorers: [exactMatch()],
 * });
 * const { report } = await runEval(evaluation, { journalPath: '/var/tmp/capitals.journal' });
 * console.log(report.verdict);
 * ```
 */
export async function runEval<Input, Output, Expected>(
  evaluation: Evaluation<Input, Output, Expected>,
  options: RunOptions = {},
): Promise<EvalRun> {
  const { journalPath, signal, baseline, clock = systemClock, fileSystem = createNodeFileSystem() } = options;
  const settings = {
    clock,
    concurrency: wholeNumber('concurrency', options.concurrency ?? 4),
    maxAttempts: wholeNumber('maxAttempts', options.maxAttempts ?? 3),
    timeoutMs: wholeNumber('timeoutMs', options.timeoutMs ?? 120_000),
    shouldRepeatFaults: options.shouldRepeatFaults ?? false,
    shouldKeepText: options.shouldKeepText ?? false,
    onProgress: options.onProgress,
  };
  const limit = options.limit === undefined ? undefined : wholeNumber('limit', options.limit);
  const startMs = clock.monotonicMs();
  if (signal?.aborted === true) throw abortedError(signal);
  const dataset = await loadDataset(evaluation.dataset, limit, signal);
  if (baseline !== undefined) checkBaseline(baseline, dataset.digest);

  const journal =
    journalPath === undefined
      ? undefined
      : await openRunJournal({
          fileSystem,
          path: journalPath,
          signal,
          evaluation,
          dataset,
          keepsText: settings.shouldKeepText,
        });
  try {
    const { outcomes, durations, retries } = await runCases(evaluation, dataset, journal, settings, signal);
    const report = await createReport({ evaluation, dataset, outcomes, baseline });
    const caseMs = summariseTimes(durations);
    const durationMs = clock.monotonicMs() - startMs;
    return { report, timings: { durationMs, called: durations.length, retries, ...(caseMs && { caseMs }) } };
  } finally {
    await journal?.[Symbol.asyncDispose]();
  }
}

function wholeNumber(name: string, value: number): number {
  if (Number.isSafeInteger(value) && value >= 1) return value;
  throw new AiError('invalid-input', `${name} must be a whole number of at least 1, got ${value}`);
}
