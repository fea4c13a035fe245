import { comparisonHeading, comparisonRows, metricHeading, metricRows, runLine } from './report-rows.ts';
import type { EvalReport } from './report.ts';

/** The report as Markdown, for a pull request or a job summary: metrics, comparison, gates, and the ids of failures and faults. */
export function renderMarkdown(report: EvalReport): string {
  const changes = comparisonRows(report);
  return `${[
    `# ${escape(report.name)}: ${report.verdict}`,
    '',
    escape(runLine(report)),
    '',
    ...table(metricHeading, metricRows(report)),
    ...(changes.length === 0 ? [] : ['', '## Against the baseline', '', ...table(comparisonHeading, changes)]),
    ...(report.gates.length === 0 ? [] : ['', '## Gates', '', ...gateTable(report)]),
    ...idList('Failures', report.failures),
    ...idList('Faults', report.faults),
  ].join('\n')}\n`;
}

function gateTable(report: EvalReport): readonly string[] {
  return table(
    ['gate', 'verdict', 'reason'],
    report.gates.map(({ gate, status, reason }) => [gate, status, reason]),
  );
}

function table(heading: readonly string[], rows: readonly (readonly string[])[]): readonly string[] {
  const line = (cells: readonly string[]): string => `| ${cells.map(escape).join(' | ')} |`;
  return [line(heading), `| ${heading.map(() => '---').join(' | ')} |`, ...rows.map(line)];
}

function idList(title: string, items: readonly { readonly id: string }[]): readonly string[] {
  if (items.length === 0) return [];
  return ['', `## ${title}`, '', ...items.map(({ id }) => `- ${escape(id)}`)];
}

/** Names come from files: they must not become markup. */
function escape(text: string): string {
  return text.replace(/[\r\n\t]+/g, ' ').replace(/[\\`*_{}[\]<>#|!]/g, '\\$&');
}
