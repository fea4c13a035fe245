import type { Interval } from '@org/ai-core';
import type { EvalReport, MetricSummary } from './report.ts';

/** Heading of {@link metricRows}. */
export const metricHeading: readonly string[] = ['metric', 'slice', 'cases', 'score', 'interval', 'method'];

/** The metrics of all cases and of each slice as rows of text. */
export function metricRows(report: EvalReport): readonly (readonly string[])[] {
  const row = (slice: string, summary: MetricSummary): readonly string[] => [
    summary.metric,
    slice,
    String(summary.scored),
    summary.interval === undefined ? '-' : showShare(summary.interval.estimate),
    summary.interval === undefined ? '-' : showRange(summary.interval),
    summary.interval?.method ?? '-',
  ];
  return [
    ...report.metrics.map((summary) => row('all', summary)),
    ...report.slices.flatMap(({ slice, metrics }) => metrics.map((summary) => row(slice, summary))),
  ];
}

/** Heading of {@link comparisonRows}. */
export const comparisonHeading: readonly string[] = ['metric', 'slice', 'pairs', 'difference', 'interval', 'p'];

/** The differences to the baseline as rows of text; none without a baseline. */
export function comparisonRows(report: EvalReport): readonly (readonly string[])[] {
  return (report.comparison?.metrics ?? []).map(({ metric, slice, pairs, difference, pValue }) => [
    metric,
    slice ?? 'all',
    String(pairs),
    showChange(difference.estimate),
    `[${showChange(difference.low)}, ${showChange(difference.high)}]`,
    pValue < 0.0001 ? '<0.0001' : pValue.toFixed(4),
  ]);
}

/** One line that says what was run. */
export function runLine({ counts, dataset, task }: EvalReport): string {
  const faults = counts.faults === 0 ? '' : `, ${counts.faults} ended in a fault`;
  return `${counts.cases} cases${faults}; task ${task.id}; dataset ${dataset.digest.slice(0, 19)}`;
}

function showShare(value: number): string {
  return value.toFixed(3);
}

function showRange({ low, high }: Interval): string {
  return `[${showShare(low)}, ${showShare(high)}]`;
}

function showChange(value: number): string {
  return `${value < 0 ? '' : '+'}${value.toFixed(3)}`;
}
