import { setImmediate } from 'node:timers/promises';

/** Longest stretch of work before other work gets a turn; passages and sentences are small beside it. */
const sliceMs = 6;

/** Splits work on the main thread: awaiting what is already there does not let timers and sockets in. */
export function createTimeSlice(): { readonly breathe: () => Promise<void> } {
  let startedMs = performance.now();
  return {
    async breathe() {
      if (performance.now() - startedMs < sliceMs) return;
      await setImmediate();
      startedMs = performance.now();
    },
  };
}
