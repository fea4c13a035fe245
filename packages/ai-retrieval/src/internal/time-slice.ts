import { setImmediate } from 'node:timers/promises';

/** Keeps a long loop from holding the event loop: ask `isOver` often, and `await next()` when it says so. */
export interface TimeSlice {
  isOver(): boolean;
  next(): Promise<void>;
}

/** A slice of the main thread. A third of the 20 ms that the platform allows leaves room for one step that runs long. */
export function createTimeSlice(budgetMs = 6): TimeSlice {
  let endsAt = performance.now() + budgetMs;
  return {
    isOver: () => performance.now() >= endsAt,
    async next() {
      await setImmediate();
      endsAt = performance.now() + budgetMs;
    },
  };
}
