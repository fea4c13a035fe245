import { abortedError, AiError, type Clock, type JsonValue } from '@org/ai-core';
import type { EvalCase } from '../dataset/eval-case.ts';
import type { Evaluation } from '../evaluation/evaluation.ts';
import type { CaseFault, CaseOutcome, MetricOutcome } from '../report/outcome.ts';
import type { Scorer, Trial } from '../scorers/scorer.ts';
import type { TimeLimit } from './time-limit.ts';

/** What calling one case depends on. */
export interface CaseSettings {
  readonly clock: Clock;
  readonly maxAttempts: number;
  readonly timeLimit: TimeLimit;
  readonly shouldKeepText: boolean;
}

const firstDelayMs = 250;
const longestDelayMs = 30_000;

/** Calls the task, again while its faults are retryable, and scores what it gave. Throws only when stopped. */
export async function runCase<Input, Output, Expected>(
  evaluation: Evaluation<Input, Output, Expected>,
  row: EvalCase<Input, Expected>,
  settings: CaseSettings,
  stop: AbortSignal,
): Promise<{ readonly outcome: CaseOutcome; readonly attempts: number }> {
  const { clock, maxAttempts, shouldKeepText, timeLimit } = settings;
  for (let attempt = 1; ; attempt++) {
    let output: Output;
    try {
      output = await timeLimit.run((signal) => evaluation.task.run(row.input, { caseId: row.id, signal, attempt }));
    } catch (error) {
      if (stop.aborted) throw abortedError(stop);
      if (attempt < maxAttempts && AiError.is(error) && error.isRetryable) {
        await clock.sleep(Math.min(error.retryAfterMs ?? firstDelayMs * 2 ** (attempt - 1), longestDelayMs), stop);
        continue;
      }
      return { outcome: { id: row.id, scores: {}, fault: faultOf(error, shouldKeepText) }, attempts: attempt };
    }
    const scores = await scoreAll(evaluation.scorers, { case: row, output }, settings, stop);
    const kept = shouldKeepText ? asJson(output) : undefined;
    return { outcome: { id: row.id, scores, ...(kept !== undefined && { output: kept }) }, attempts: attempt };
  }
}

async function scoreAll<Input, Output, Expected>(
  scorers: readonly Scorer<Input, Output, Expected>[],
  trial: Omit<Trial<Input, Output, Expected>, 'signal'>,
  settings: CaseSettings,
  stop: AbortSignal,
): Promise<Readonly<Record<string, MetricOutcome>>> {
  const scores: Record<string, MetricOutcome> = {};
  for (const scorer of scorers) {
    try {
      const score = await settings.timeLimit.run((signal) => scorer.score({ ...trial, signal }));
      if (score.kind === 'value' && !(score.value >= 0 && score.value <= 1))
        throw new AiError('invalid-input', `scorer "${scorer.id}" gave ${score.value}; scores are from 0 to 1`);
      scores[scorer.id] = score.kind === 'value' ? score.value : null;
    } catch (error) {
      if (stop.aborted) throw abortedError(stop);
      scores[scorer.id] = { fault: faultOf(error, false).code };
    }
  }
  return scores;
}

function faultOf(error: unknown, shouldKeepText: boolean): CaseFault {
  const code = AiError.is(error) ? error.code : 'internal';
  if (!shouldKeepText) return { code };
  return { code, message: (error instanceof Error ? error.message : String(error)).toWellFormed() };
}

/** The output as the journal can hold it; undefined when JSON cannot. */
function asJson(output: unknown): JsonValue | undefined {
  try {
    const text = JSON.stringify(output) as string | undefined;
    if (text === undefined) return undefined;
    return JSON.parse(text, (_key, value: unknown) =>
      typeof value === 'string' ? value.toWellFormed() : value,
    ) as JsonValue;
  } catch {
    return undefined;
  }
}
