import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { emittedBy, type Sample } from './support/emitted.ts';
import { project, readYaml } from './support/manifests.ts';

const rules = z.strictObject({
  groups: z.array(
    z.strictObject({
      name: z.string(),
      rules: z.array(
        z.strictObject({
          alert: z.string(),
          expr: z.string(),
          for: z.string(),
          labels: z.strictObject({ severity: z.enum(['page', 'ticket']) }),
          annotations: z.strictObject({ summary: z.string(), runbook: z.string() }),
        }),
      ),
    }),
  ),
});
const dashboard = z.looseObject({
  panels: z.array(z.looseObject({ title: z.string(), targets: z.array(z.looseObject({ expr: z.string() })) })),
});

const alerts = rules
  .parse(readYaml(join(project, 'deploy/prometheus/rules.yaml'))[0])
  .groups.flatMap((group) => group.rules);
const panels = dashboard.parse(JSON.parse(readFileSync(join(project, 'deploy/grafana/dashboard.json'), 'utf8'))).panels;
const queries = [
  ...alerts.map(({ alert, expr }) => [alert, expr] as const),
  ...panels.flatMap(({ title, targets }) => targets.map(({ expr }) => [title, expr] as const)),
];
let emitted: readonly Sample[] = [];

beforeAll(async () => {
  const runs = [emittedBy('healthy'), emittedBy('failing'), emittedBy('healthy', 'a-model-of-our-own')];
  emitted = (await Promise.all(runs)).flat();
});

/** Names of metrics in a query: what is left without matchers, texts, groupings and functions. */
function metricsIn(query: string): readonly string[] {
  const bare = query.replaceAll(/\{[^}]*\}/g, '').replaceAll(/\b(by|without) \([^)]*\)/g, '');
  return [...bare.matchAll(/\b(?:rag|ai|gen_ai|http)_[a-z0-9_]+/g)].map(([name]) => name);
}

/** Names of labels that a query matches or groups by; le is Prometheus's own. */
function labelsIn(query: string): readonly string[] {
  const matched = [...query.matchAll(/([a-z_]+)\s*(?:=~|!~|!=|=)\s*"/g)].map(([, name = '']) => name);
  const grouped = [...query.matchAll(/\bby \(([^)]*)\)/g)].flatMap(([, names = '']) => names.split(/,\s*/));
  return [...matched, ...grouped].filter((name) => name !== 'le');
}

describe.each(queries)('%s', (_title, query) => {
  it('asks for metrics and labels that the service emits', () => {
    const names = metricsIn(query);
    expect(names.length).toBeGreaterThan(0);
    const known = new Set(emitted.map(({ name }) => name));
    expect(names.filter((name) => !known.has(name))).toEqual([]);
    const text = emitted.filter(({ name }) => names.includes(name)).map(({ labels }) => labels);
    expect(labelsIn(query).filter((label) => !text.some((labels) => labels.includes(`${label}="`)))).toEqual([]);
  });
});

it('a query for a metric that nobody emits is found', () => {
  const known = new Set(emitted.map(({ name }) => name));
  expect(metricsIn('sum by (ai_tenant) (rate(ai_usage_token_total{ai_tenant="x"}[5m]))')).toEqual([
    'ai_usage_token_total',
  ]);
  expect(known.has('ai_usage_token_total')).toBe(false);
  expect(labelsIn('x{outcome!~"a", status=~"5.."} by (le, route)')).toEqual(['outcome', 'status', 'route']);
});

it('what was asked and answered is in no metric', () => {
  expect(JSON.stringify(emitted)).not.toMatch(/lamp|45 days|ada/);
});

it('every alert has its runbook, and every runbook is listed', () => {
  for (const { annotations } of alerts) expect(existsSync(join(project, annotations.runbook))).toBe(true);
  const folder = join(project, 'docs/runbooks');
  const index = readFileSync(join(folder, 'README.md'), 'utf8');
  for (const file of readdirSync(folder)) if (file !== 'README.md') expect(index).toContain(`(${file})`);
  for (const { alert } of alerts) expect(index).toContain(alert);
});
