import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createFakePrincipal } from '@org/ai-testing';
import { expect, it } from 'vitest';
import { createCanaries } from '../../test/canaries.ts';
import { tellEverything } from '../../test/every-operation.ts';
import { createTelemetry } from '../index.ts';
import { renderPrometheus } from './prometheus.ts';

const page = readFileSync(new URL('../../../../docs/guides/cost-ceilings.md', import.meta.url), 'utf8');
const rules = /```yaml\n([^]*?)```/.exec(page)?.[1] ?? '';

/** Whether the rules fire as the page says: at 41 of 50 dollars in a day, and for an unknown price, but not at 39. */
function testOf(dollarsAnHour: number, unknown: number, firing: readonly string[]): string {
  const alert = (name: string): string =>
    `      - eval_time: 24h\n        alertname: ${name}\n        exp_alerts:${firing.includes(name) ? `\n          - exp_annotations: { summary: "${summaryOf(name)}", runbook: docs/playbooks/cost-runaway.md }` : ' []'}`;
  return `rule_files: [rules.yml]
evaluation_interval: 1h
tests:
  - interval: 1h
    input_series:
      - { series: 'ai_cost_usd_total{ai_tenant="a"}', values: '0+${String(dollarsAnHour)}x24' }
      - { series: 'ai_cost_unknown_total{ai_tenant="a"}', values: '0+${String(unknown)}x24' }
    alert_rule_test:
${alert('CostOfTheDay')}
${alert('CostUnknown')}
`;
}

function summaryOf(alert: string): string {
  return new RegExp(`alert: ${alert}[^]*?summary: ([^\\n]*)`).exec(rules)?.[1] ?? '';
}

it('fires the rules of the page on cost ceilings as the page says, on series that the package has', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'rules-'));
  try {
    writeFileSync(join(folder, 'rules.yml'), rules);
    const run = (test: string): string => {
      writeFileSync(join(folder, 'test.yml'), test);
      const { stdout, stderr, status, error } = spawnSync('promtool', ['test', 'rules', 'test.yml'], {
        cwd: folder,
        encoding: 'utf8',
        env: { ...process.env, PATH: `${process.env['PATH'] ?? ''}:/usr/bin:/usr/local/bin` },
      });
      if (error !== undefined) throw error;
      return status === 0 ? 'as expected' : stdout + stderr;
    };
    expect(run(testOf(39 / 24, 0, []))).toBe('as expected');
    expect(run(testOf(41 / 24, 0, ['CostOfTheDay']))).toBe('as expected');
    expect(run(testOf(1 / 24, 2, ['CostUnknown']))).toBe('as expected');
    expect(run(testOf(41 / 24, 0, []))).not.toBe('as expected');
  } finally {
    rmSync(folder, { recursive: true });
  }
  const telemetry = createTelemetry();
  for (const text of createCanaries(5, 1)) await tellEverything(telemetry, text);
  telemetry.recordFeedback({ answerId: 'a', score: 1, principal: createFakePrincipal() });
  const known = renderPrometheus(telemetry);
  const named = [...rules.matchAll(/\b(ai_\w+)\[/g)].map(([, name = '']) => name);
  expect(named).toEqual(['ai_cost_usd_total', 'ai_cost_unknown_total']);
  for (const name of named) expect(known).toContain(`# TYPE ${name} counter`);
});
