import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { emittedBy, type Sample, type Scenario } from './support/emitted.ts';
import { project } from './support/manifests.ts';

// With promtool of Prometheus on the machine. The series are those that the service emits when something happens to it, repeated every minute.
const rules = join(project, 'deploy/prometheus/rules.yaml');
const environment = { ...process.env, PATH: `${process.env['PATH'] ?? ''}:/usr/bin:/usr/local/bin` };
const isThere = spawnSync('promtool', ['--version'], { env: environment }).error === undefined;

function promtool(...args: readonly string[]): { readonly status: number | null; readonly output: string } {
  const { status, stdout, stderr } = spawnSync('promtool', args, { env: environment, encoding: 'utf8' });
  return { status, output: stdout + stderr };
}

const minutes = 480;
const gauges = new Set(['rag_ready', 'rag_answers_running', 'rag_answers_limit']);

/** Which alerts fire after hours of what a scenario has left in the metrics. */
function firing(samples: readonly Sample[]): readonly string[] {
  const folder = mkdtempSync(join(tmpdir(), 'rag-rules-'));
  try {
    const test = {
      rule_files: [rules],
      evaluation_interval: '1m',
      tests: [
        {
          interval: '1m',
          input_series: samples.map(({ name, labels, value }) => ({
            series: `${name}${labels}`,
            values: gauges.has(name) ? `${value}x${minutes}` : `0+${value}x${minutes}`,
          })),
          // None is expected: promtool names each that fires.
          alert_rule_test: alertNames.map((alertname) => ({ eval_time: `${minutes - 1}m`, alertname, exp_alerts: [] })),
        },
      ],
    };
    const file = join(folder, 'test.yaml');
    writeFileSync(file, stringify(test));
    const { status, output } = promtool('test', 'rules', file);
    const fired = alertNames.filter((name) => output.includes(`alertname: ${name},`));
    if ((status === 0) !== (fired.length === 0)) throw new Error(output);
    return fired;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const alertNames = [
  'RagServiceNotReady',
  'RagServiceErrorsFast',
  'RagServiceErrorsSlow',
  'RagServiceCutAnswers',
  'RagServiceFull',
  'RagServiceSlow',
  'RagServiceSignInRefused',
  'RagServiceAnswersGotWorse',
  'RagServiceDisliked',
  'RagServiceCost',
];

const set = (samples: readonly Sample[], name: string, value: number): readonly Sample[] =>
  samples.map((sample) => (sample.name === name ? { ...sample, value } : sample));

describe.skipIf(!isThere)('the rules', () => {
  it('are rules', () => {
    const { status, output } = promtool('check', 'rules', rules);
    expect(output).toContain(`${alertNames.length} rules found`);
    expect(status).toBe(0);
  });

  it.each<[Scenario, readonly string[]]>([
    ['healthy', []],
    ['not-ready', ['RagServiceNotReady']],
    ['failing', ['RagServiceErrorsFast', 'RagServiceErrorsSlow', 'RagServiceCutAnswers']],
    ['cut', ['RagServiceCutAnswers']],
    ['strangers', ['RagServiceSignInRefused']],
    ['unanswered', ['RagServiceAnswersGotWorse']],
    ['disliked', ['RagServiceDisliked']],
  ])('on a service that is %s fire %j', async (scenario, alerts) => {
    expect(firing(await emittedBy(scenario))).toEqual(alerts);
  });

  it('fire on a service that is full, slow or dear, and those that it emits otherwise stay silent', async () => {
    const healthy = await emittedBy('healthy');
    const limit = healthy.find(({ name }) => name === 'rag_answers_limit')?.value ?? 0;
    expect(firing(set(healthy, 'rag_answers_running', limit))).toEqual(['RagServiceFull']);
    const slow = healthy.map((sample) =>
      sample.name === 'gen_ai_client_operation_time_to_first_chunk_seconds_bucket' && !sample.labels.includes('+Inf')
        ? { ...sample, value: 0 }
        : sample,
    );
    expect(firing(slow)).toEqual(['RagServiceSlow']);
    expect(firing(set(healthy, 'ai_cost_usd_total', 1))).toEqual(['RagServiceCost']);
  });
});
