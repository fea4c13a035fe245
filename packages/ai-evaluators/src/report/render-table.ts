import { comparisonHeading, comparisonRows, metricHeading, metricRows, runLine } from './report-rows.ts';
import type { EvalReport } from './report.ts';

/** The report for a terminal: aligned columns, no colours, no control characters. */
export function renderTable(report: EvalReport): string {
  const changes = comparisonRows(report);
  return `${[
    printable(`${report.name}: ${report.verdict}`),
    printable(runLine(report)),
    '',
    ...columns([metricHeading, ...metricRows(report)]),
    ...(changes.length === 0 ? [] : ['', 'against the baseline', ...columns([comparisonHeading, ...changes])]),
    ...(report.gates.length === 0 ? [] : ['', ...columns(gateRows(report))]),
  ].join('\n')}\n`;
}

function gateRows(report: EvalReport): readonly (readonly string[])[] {
  return [['gate', 'verdict', 'reason'], ...report.gates.map(({ gate, status, reason }) => [gate, status, reason])];
}

function columns(rows: readonly (readonly string[])[]): readonly string[] {
  const widths = (rows[0] ?? []).map((_cell, column) =>
    Math.max(...rows.map((row) => printable(row[column] ?? '').length)),
  );
  return rows.map((row) =>
    row
      .map((cell, column) => printable(cell).padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}

/** Names come from files: an escape sequence in one must not reach the terminal. */
function printable(text: string): string {
  return text.replace(/\p{Cc}|\p{Cf}/gu, '\ufffd');
}
