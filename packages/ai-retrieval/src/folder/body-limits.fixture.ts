import type { BodyLimits } from './body.ts';
import { createExtractThreads } from './isolated/extract-threads.ts';

/** Limits that ordinary files stay within. */
export function bodyLimits(limits: Partial<BodyLimits> = {}): BodyLimits {
  return {
    maxTextLength: 10_000_000,
    maxPages: 1_000,
    extractTimeoutMs: 60_000,
    threads: createExtractThreads(),
    ...limits,
  };
}
