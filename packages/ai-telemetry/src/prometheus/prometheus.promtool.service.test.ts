import { spawnSync } from 'node:child_process';
import { createFakePrincipal } from '@org/ai-testing';
import { describe, expect, it } from 'vitest';
import { createCanaries } from '../../test/canaries.ts';
import { tellEverything } from '../../test/every-operation.ts';
import { createTelemetry } from '../index.ts';
import { renderPrometheus } from './prometheus.ts';

const program = 'promtool';

function promtool(text: string): { status: number | null; output: string } {
  const { status, stdout, stderr, error } = spawnSync(program, ['check', 'metrics'], {
    input: text,
    encoding: 'utf8',
    env: { ...process.env, PATH: `${process.env['PATH'] ?? ''}:/usr/bin:/usr/local/bin` },
  });
  if (error !== undefined) throw error;
  return { status, output: stdout + stderr };
}

describe('promtool check metrics', () => {
  it('accepts every metric without a remark', async () => {
    const telemetry = createTelemetry();
    for (const text of createCanaries(20, 1)) await tellEverything(telemetry, text);
    telemetry.recordFeedback({ answerId: 'a', score: 1, principal: createFakePrincipal() });
    telemetry.start('execute_tool', { 'gen_ai.tool.name': 'search' }, undefined).end();
    const text = renderPrometheus(telemetry);
    expect(text.match(/^# TYPE/gm)).toHaveLength(12);
    expect(promtool(text)).toEqual({ status: 0, output: '' });
  });

  it('accepts escaped labels, and notices text that is not escaped', () => {
    const definition = { name: 'x', description: 'y', unit: '', labels: ['l'], kind: 'counter' } as const;
    const series = [{ labels: { l: 'q"uote\\ line\nbreak' }, value: 1 }];
    const text = renderPrometheus({ metrics: () => [{ definition, kind: 'counter', series }] });
    expect(promtool(text)).toEqual({ status: 0, output: '' });
    expect(promtool(text.replaceAll('\\"', '"')).status).not.toBe(0);
  });
});
