import type { Priority } from './unit.ts';

/** Says which class of work has the turn. */
export interface Classes {
  /** The class to serve at a moment, of those that have work. */
  pick(hasInteractive: boolean, hasBatch: boolean, nowMs: number): Priority | undefined;
}

/**
 * Interactive work goes first. Batch work that was passed over for `ageAfterMs` gets one turn, so that it never starves;
 * while it is served between interactive requests, as it normally is, no such turn is due.
 */
export function createClasses(ageAfterMs: number): Classes {
  let waitingSince: number | undefined;
  return {
    pick(hasInteractive, hasBatch, nowMs) {
      if (!hasBatch) {
        waitingSince = undefined;
        return hasInteractive ? 'interactive' : undefined;
      }
      waitingSince ??= nowMs;
      if (hasInteractive && nowMs - waitingSince < ageAfterMs) return 'interactive';
      waitingSince = nowMs;
      return 'batch';
    },
  };
}
