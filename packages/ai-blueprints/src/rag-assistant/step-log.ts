import type { Clock, JsonValue } from '@org/ai-core';
import type { AnswerEvent, AnswerStep, StepTiming } from './answer.ts';

/** Times the steps of one answer. */
export interface StepLog {
  readonly steps: readonly StepTiming[];
  sinceStartMs(): number;
  /** Begins a step; the returned function ends it and makes its event. */
  begin(step: AnswerStep): (detail: Readonly<Record<string, JsonValue>>) => AnswerEvent;
  /** Adds up pieces of a step that runs in between others. */
  pieces(step: AnswerStep): {
    readonly measure: <T>(work: () => Promise<T>) => Promise<T>;
    readonly end: (detail: Readonly<Record<string, JsonValue>>) => AnswerEvent;
  };
}

export function createStepLog(clock: Clock): StepLog {
  const startedMs = clock.monotonicMs();
  const steps: StepTiming[] = [];
  const sinceStartMs = (): number => clock.monotonicMs() - startedMs;
  const close = (timing: StepTiming, detail: Readonly<Record<string, JsonValue>>): AnswerEvent => {
    steps.push(timing);
    return { type: 'step', ...timing, detail };
  };
  return {
    steps,
    sinceStartMs,
    begin(step) {
      const startMs = sinceStartMs();
      return (detail) => close({ step, startMs, durationMs: sinceStartMs() - startMs }, detail);
    },
    pieces(step) {
      let startMs: number | undefined;
      let durationMs = 0;
      return {
        async measure(work) {
          const fromMs = sinceStartMs();
          startMs ??= fromMs;
          try {
            return await work();
          } finally {
            durationMs += sinceStartMs() - fromMs;
          }
        },
        end: (detail) => close({ step, startMs: startMs ?? sinceStartMs(), durationMs }, detail),
      };
    },
  };
}
