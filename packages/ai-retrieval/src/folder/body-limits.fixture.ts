import type { BodyLimits } from './body.ts';
import { createTurns } from './isolated/turns.ts';

/** Limits that ordinary files stay within. */
export function bodyLimits(limits: Partial<BodyLimits> = {}): BodyLimits {
  return { maxTextLength: 10_000_000, maxPages: 1_000, extractTimeoutMs: 60_000, turns: createTurns(2), ...limits };
}
