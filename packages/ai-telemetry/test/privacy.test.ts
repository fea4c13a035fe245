import { inspect } from 'node:util';
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics';
import { createFakeClock, createFakePrincipal, testContext } from '@org/ai-testing';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { connectOtel } from '../src/otel/otel.ts';
import { safeMechanics, type Mechanics } from '../src/operation/recorder.ts';
import { renderPrometheus } from '../src/prometheus/prometheus.ts';
import { assembleTelemetry, type AiTelemetry } from '../src/telemetry/telemetry.ts';
import { createCanaries, tagsOf } from './canaries.ts';
import { refusals, tellEverything } from './every-operation.ts';
import { createMemoryTracer } from './memory-tracer.ts';

const canaries = createCanaries(1_000, 20_261_123);
const consoleMethods = ['log', 'info', 'warn', 'error', 'debug', 'trace'] as const;
let logged: unknown[] = [];

beforeEach(() => {
  logged = [];
  refusals.length = 0;
  for (const method of consoleMethods)
    vi.spyOn(console, method).mockImplementation((...args) => void logged.push(args));
});
afterEach(() => {
  vi.restoreAllMocks();
});

/** Tells telemetry every canary in every place, and returns all that came out of it anywhere, as one text. */
async function everythingThatLeaves(mechanics: Mechanics, secrets: readonly string[]): Promise<string> {
  const memory = createMemoryTracer();
  const exporter = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
  const reader = new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 3_600_000 });
  const meterProvider = new MeterProvider({ readers: [reader] });
  const otel = connectOtel({ tracerProvider: memory.provider, meterProvider });
  // On a clock that stands still, spans that leak nothing are equal, and a set of them is small to search.
  const telemetry = assembleTelemetry({ ...otel, clock: createFakeClock() }, mechanics);
  const spans = new Set<string>();
  for (const secret of secrets) await tellEverything(telemetry, secret);
  const report = await telemetry.flush();
  for (const { name, attributes, events, status, links, resource } of memory.spans())
    spans.add(
      JSON.stringify([
        name,
        attributes,
        events.map((event) => [event.name, event.attributes]),
        status,
        links,
        resource.attributes,
      ]),
    );
  await meterProvider.shutdown();
  expect(memory.spans().length).toBeGreaterThan(secrets.length * 10);
  return [
    ...spans,
    show(exporter.getMetrics()),
    show(telemetry.metrics()),
    renderPrometheus(telemetry),
    show(logged),
    show(report),
    ...new Set(refusals.map((error) => `${String(error)} ${JSON.stringify(error)}`)),
  ].join('\n');
}

function show(value: unknown): string {
  return inspect(value, { depth: 12, maxArrayLength: null, maxStringLength: null, breakLength: Infinity });
}

/** Canaries of which a text holds the whole, as it is or escaped, or one of the tags that nothing else contains. */
function leaks(text: string, secrets: readonly string[]): string[] {
  return secrets.filter((secret) => {
    const forms = [secret, JSON.stringify(secret).slice(1, -1), show(secret).slice(1, -1), ...tagsOf(secret)];
    return forms.some((form) => text.includes(form));
  });
}

describe('with capture off', () => {
  it('lets none of 1,000 canaries into a span, an event, a metric, Prometheus text, a log line or an error', async () => {
    expect(new Set(canaries).size).toBe(1_000);
    expect(leaks(await everythingThatLeaves(safeMechanics, canaries), canaries)).toEqual([]);
    expect(logged).toEqual([]);
    expect(refusals.length).toBe(1_000);
  });

  const faults: readonly (readonly [string, Partial<Mechanics>])[] = [
    [
      'lets attributes through as they come',
      { screenAttributes: (all) => ({ safe: all as never, content: [], dropped: 0 }) },
    ],
    ['records the error message', { errorAttributes: (error) => ({ 'error.message': String(error) }) }],
    [
      "records a decision's text",
      { decisionAttributes: (_, decision) => ('text' in decision ? { text: decision.text } : {}) },
    ],
    [
      'records the labels of findings',
      { decisionAttributes: (_, { findings }) => ({ labels: findings.map(({ label }) => label) }) },
    ],
  ];
  it.each(faults)('notices telemetry that %s', async (_, fault) => {
    const some = canaries.slice(0, 10);
    expect(leaks(await everythingThatLeaves({ ...safeMechanics, ...fault }, some), some)).toEqual(some);
  });
});

describe('with ten thousand tenants, features, releases and models', () => {
  function flood(mechanics: Mechanics): AiTelemetry {
    const telemetry = assembleTelemetry({ limits: { series: 1_000 } }, mechanics);
    for (let index = 0; index < 10_000; index++) {
      const id = String(index);
      const principal = createFakePrincipal({ tenant: `tenant-${id}` });
      const context = testContext({ principal, feature: `feature-${id}`, release: `r${id}` });
      const span = telemetry.start('chat', { 'gen_ai.request.model': `model-${id}` }, context);
      span.usage({ inputTokens: 1, outputTokens: 1, source: 'provider' }, 1);
      span.end();
    }
    return telemetry;
  }
  const distinct = (telemetry: AiTelemetry, label: string): number =>
    new Set(telemetry.metrics().flatMap(({ series }) => series.map(({ labels }) => labels[label]))).size;

  it('keeps labels and series bounded and loses no count', async () => {
    const telemetry = flood(safeMechanics);
    expect(distinct(telemetry, 'ai.tenant')).toBeLessThanOrEqual(101);
    expect(distinct(telemetry, 'ai.feature')).toBeLessThanOrEqual(51);
    expect(distinct(telemetry, 'ai.release')).toBeLessThanOrEqual(22);
    expect(distinct(telemetry, 'gen_ai.request.model')).toBeLessThanOrEqual(51);
    expect((await telemetry.flush()).series).toBeLessThanOrEqual(1_020);
    const cost = telemetry.metrics().find(({ definition }) => definition.name === 'ai.cost');
    const sum = cost?.kind === 'counter' ? cost.series.reduce((total, { value }) => total + value, 0) : 0;
    expect(sum).toBeCloseTo(0.000_01, 12);
  });

  it('notices tenants without a limit', () => {
    const unlimited: Mechanics = { ...safeMechanics, limitTenants: () => (tenant) => tenant ?? '' };
    expect(distinct(flood(unlimited), 'ai.tenant')).toBeGreaterThan(101);
  });
});
