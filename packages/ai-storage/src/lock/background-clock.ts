import { setTimeout as sleep } from 'node:timers/promises';
import { systemClock, type Clock } from '@org/ai-core';

/** The machine's clock, whose sleepers do not keep the process from ending. */
export const backgroundClock: Clock = {
  epochMs: () => systemClock.epochMs(),
  monotonicMs: () => systemClock.monotonicMs(),
  sleep: (ms, signal) => sleep(ms, undefined, { ref: false, signal }),
};
