/** Times of a run, kept apart from its report because they differ from run to run. Cases of an earlier run are not in them. */
export interface RunTimings {
  readonly durationMs: number;
  /** Cases called in this run. */
  readonly called: number;
  /** Calls beyond the first of a case. */
  readonly retries: number;
  /** Median and 95th percentile of a case's time from first call to scores; absent when none was called. */
  readonly caseMs?: { readonly p50: number; readonly p95: number } | undefined;
}

/** Percentiles by nearest rank. */
export function summariseTimes(durations: readonly number[]): RunTimings['caseMs'] {
  if (durations.length === 0) return undefined;
  const sorted = [...durations].sort((a, b) => a - b);
  const at = (p: number): number => sorted[Math.max(0, Math.ceil(p * sorted.length) - 1)] ?? 0;
  return { p50: at(0.5), p95: at(0.95) };
}
