import { createFakeClock, createFakePrincipal, testContext } from '@org/ai-testing';
import { describe, expect, it } from 'vitest';
import { createTelemetry, type AiTelemetry } from '../index.ts';
import { createMetricsHandler, PROMETHEUS_CONTENT_TYPE, renderPrometheus } from './prometheus.ts';

async function example(): Promise<AiTelemetry> {
  const clock = createFakeClock();
  const telemetry = createTelemetry({ clock });
  const context = testContext({ principal: createFakePrincipal({ tenant: 'meridian' }), feature: 'assistant' });
  const span = telemetry.start('execute_tool', { 'gen_ai.tool.name': 'search' }, context);
  await clock.advance(30);
  span.usage({ inputTokens: 5, outputTokens: 0, source: 'provider' }, 1_250);
  span.end();
  return telemetry;
}

describe('renderPrometheus', () => {
  it('writes HELP and TYPE, cumulative buckets, sum and count, in a stable order', async () => {
    const text = renderPrometheus(await example());
    expect(text).toBe(renderPrometheus(await example()));
    const lines = text.split('\n').filter((line) => !line.includes('gen_ai_client'));
    expect(lines).toEqual([
      '# HELP ai_cost_usd_total Cost of operations whose price is known.',
      '# TYPE ai_cost_usd_total counter',
      'ai_cost_usd_total{ai_usage_source="provider",ai_tenant="meridian",ai_feature="assistant"} 0.00000125',
      '# HELP ai_usage_tokens_total Tokens used, by whether the provider reported them or they were estimated.',
      '# TYPE ai_usage_tokens_total counter',
      'ai_usage_tokens_total{gen_ai_token_type="input",ai_usage_source="provider",ai_tenant="meridian",ai_feature="assistant"} 5',
      'ai_usage_tokens_total{gen_ai_token_type="output",ai_usage_source="provider",ai_tenant="meridian",ai_feature="assistant"} 0',
      '# HELP gen_ai_execute_tool_duration_seconds Duration of tool executions.',
      '# TYPE gen_ai_execute_tool_duration_seconds histogram',
      ...[
        '0.01',
        '0.02',
        '0.04',
        '0.08',
        '0.16',
        '0.32',
        '0.64',
        '1.28',
        '2.56',
        '5.12',
        '10.24',
        '20.48',
        '40.96',
      ].map((bound) => bucket(bound, Number(bound) >= 0.03 ? 1 : 0)),
      bucket('81.92', 1),
      bucket('+Inf', 1),
      'gen_ai_execute_tool_duration_seconds_sum{gen_ai_tool_name="search",ai_tenant="meridian",ai_feature="assistant"} 0.03',
      'gen_ai_execute_tool_duration_seconds_count{gen_ai_tool_name="search",ai_tenant="meridian",ai_feature="assistant"} 1',
      '',
    ]);
  });

  it('escapes label values and help, and writes numbers that are no numbers', () => {
    const definition = { name: 'a.b-c', description: 'back\\slash\nbreak', unit: '', labels: ['x.y'] } as const;
    const series = [Number.NaN, Infinity, -Infinity, 1e-7, 2 ** 60].map((value) => ({
      labels: { 'x.y': 'q"uote\\ line\nbreak' },
      value,
    }));
    const text = renderPrometheus({
      metrics: () => [{ definition: { ...definition, kind: 'counter' }, kind: 'counter', series }],
    });
    const labels = '{x_y="q\\"uote\\\\ line\\nbreak"}';
    expect(text.split('\n')).toEqual([
      '# HELP a_b_c_total back\\\\slash\\nbreak',
      '# TYPE a_b_c_total counter',
      ...['NaN', '+Inf', '-Inf', '1e-7', '1152921504606847000'].map((value) => `a_b_c_total${labels} ${value}`),
      '',
    ]);
  });

  it('writes nothing before anything was recorded', () => {
    expect(renderPrometheus(createTelemetry())).toBe('');
  });
});

describe('createMetricsHandler', () => {
  const url = 'http://127.0.0.1/metrics';

  it('answers GET with the text and HEAD without it', async () => {
    const telemetry = await example();
    const handle = createMetricsHandler(telemetry);
    const response = handle(new Request(url));
    expect([response.status, response.headers.get('content-type')]).toEqual([200, PROMETHEUS_CONTENT_TYPE]);
    expect(await response.text()).toBe(renderPrometheus(telemetry));
    expect(await handle(new Request(url, { method: 'HEAD' })).text()).toBe('');
  });

  it('refuses other methods', () => {
    const response = createMetricsHandler(createTelemetry())(new Request(url, { method: 'POST', body: 'x' }));
    expect([response.status, response.headers.get('allow')]).toEqual([405, 'GET, HEAD']);
  });
});

function bucket(bound: string, count: number): string {
  return `gen_ai_execute_tool_duration_seconds_bucket{gen_ai_tool_name="search",ai_tenant="meridian",ai_feature="assistant",le="${bound}"} ${String(count)}`;
}
