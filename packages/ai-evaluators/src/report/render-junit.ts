import type { GateVerdict } from '@org/ai-core';
import type { EvalReport } from './report.ts';

/**
 * The report as JUnit XML: one test case a gate, so that a pipeline is red exactly when a gate is. A failed gate is a failure, an error an error, and an inconclusive one an error too,
 * because `skipped` would count as green. Failing case ids are in `system-out`.
 */
export function renderJUnit(report: EvalReport): string {
  const count = (...statuses: readonly GateVerdict['status'][]): number =>
    report.gates.filter(({ status }) => statuses.includes(status)).length;
  const totals = `tests="${report.gates.length}" failures="${count('fail')}" errors="${count('error', 'inconclusive')}" skipped="0"`;
  const name = escape(report.name);
  return `${[
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="${name}" ${totals}>`,
    `  <testsuite name="${name}" ${totals}>`,
    '    <properties>',
    ...properties(report).map(([key, value]) => `      <property name="${key}" value="${escape(value)}"/>`),
    '    </properties>',
    ...report.gates.map((verdict) => testCase(name, verdict)),
    `    <system-out>${escape(idLines(report))}</system-out>`,
    '  </testsuite>',
    '</testsuites>',
  ].join('\n')}\n`;
}

function properties(report: EvalReport): readonly (readonly [string, string])[] {
  return [
    ['verdict', report.verdict],
    ['dataset', report.dataset.digest],
    ['cases', String(report.counts.cases)],
    ['faults', String(report.counts.faults)],
    ['task', report.task.id],
  ];
}

function testCase(suite: string, { gate, status, reason }: GateVerdict): string {
  const opening = `    <testcase classname="${suite}" name="${escape(gate)}"`;
  if (status === 'pass') return `${opening}/>`;
  const element = status === 'fail' ? 'failure' : 'error';
  return `${opening}><${element} type="${status}" message="${escape(reason)}"/></testcase>`;
}

function idLines({ failures, faults }: EvalReport): string {
  const line = (title: string, items: readonly { readonly id: string }[]): string =>
    `${title}: ${items.length === 0 ? 'none' : items.map(({ id }) => id).join(' ')}`;
  return `${line('failures', failures)}\n${line('faults', faults)}`;
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};

/** XML 1.0 has no way to write most control characters: they become U+FFFD. */
function escape(text: string): string {
  return text
    .replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '\ufffd')
    .replace(/[&<>"']/g, (character) => entities[character] ?? character);
}
