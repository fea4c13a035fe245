import type { Clock } from '@org/ai-core';
import type { Dataset } from '../dataset/dataset.ts';
import type { Evaluation } from '../evaluation/evaluation.ts';
import type { CaseOutcome } from '../report/outcome.ts';
import type { RunProgress } from './progress.ts';
import { runCase } from './run-case.ts';
import type { RunJournal } from './run-journal.ts';
import { createTimeLimit } from './time-limit.ts';
import { forEachConcurrently } from './workers.ts';

/** The options of a run with their defaults filled in. */
export interface RunSettings {
  readonly clock: Clock;
  readonly concurrency: number;
  readonly maxAttempts: number;
  readonly timeoutMs: number;
  readonly shouldRepeatFaults: boolean;
  readonly shouldKeepText: boolean;
  readonly onProgress: ((progress: RunProgress) => void) | undefined;
}

/** Calls every case that the journal does not hold, and gives back the outcomes of all. */
export async function runCases<Input, Output, Expected>(
  evaluation: Evaluation<Input, Output, Expected>,
  dataset: Dataset<Input, Expected>,
  journal: RunJournal | undefined,
  settings: RunSettings,
  signal: AbortSignal | undefined,
): Promise<{
  readonly outcomes: readonly CaseOutcome[];
  readonly durations: readonly number[];
  readonly retries: number;
}> {
  const { clock, concurrency, shouldRepeatFaults, onProgress } = settings;
  const outcomes = new Map<string, CaseOutcome>();
  for (const outcome of journal?.recovered ?? []) outcomes.set(outcome.id, outcome);
  if (shouldRepeatFaults) for (const [id, outcome] of outcomes) if (isFaulty(outcome)) outcomes.delete(id);
  const todo = dataset.cases.filter(({ id }) => !outcomes.has(id));

  const durations: number[] = [];
  let retries = 0;
  let faults = [...outcomes.values()].filter(isFaulty).length;
  const counts = { total: dataset.cases.length, resumed: outcomes.size };
  onProgress?.({ ...counts, done: outcomes.size, faults });
  const stop = new AbortController();
  const following = forward([signal, journal?.lost], stop);
  try {
    const timeLimit = createTimeLimit({ clock, timeoutMs: settings.timeoutMs, stop: stop.signal });
    try {
      const caseSettings = { ...settings, timeLimit };
      await forEachConcurrently(todo, { concurrency, stop, clock }, async (row) => {
        const startMs = clock.monotonicMs();
        const { outcome, attempts } = await runCase(evaluation, row, caseSettings, stop.signal);
        durations.push(clock.monotonicMs() - startMs);
        retries += attempts - 1;
        await journal?.append(outcome);
        outcomes.set(row.id, outcome);
        if (isFaulty(outcome)) faults += 1;
        onProgress?.({ ...counts, caseId: row.id, fault: outcome.fault?.code, done: outcomes.size, faults });
      });
      return { outcomes: [...outcomes.values()], durations, retries };
    } finally {
      timeLimit[Symbol.dispose]();
    }
  } finally {
    following[Symbol.dispose]();
  }
}

/** Makes the controller follow the signals until disposed of. */
function forward(signals: readonly (AbortSignal | undefined)[], controller: AbortController): Disposable {
  const given = signals.filter((signal) => signal !== undefined);
  const listeners = given.map((signal) => {
    const listener = (): void => controller.abort(signal.reason);
    if (signal.aborted) listener();
    signal.addEventListener('abort', listener, { once: true });
    return { signal, listener };
  });
  return {
    [Symbol.dispose]() {
      for (const { signal, listener } of listeners) signal.removeEventListener('abort', listener);
    },
  };
}

function isFaulty({ fault, scores }: CaseOutcome): boolean {
  return fault !== undefined || Object.values(scores).some((score) => typeof score === 'object' && score !== null);
}
