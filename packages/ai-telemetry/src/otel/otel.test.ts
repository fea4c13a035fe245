import {
  AggregationTemporality,
  DataPointType,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics';
import { InMemorySpanExporter, SimpleSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import { createFakeClock, testContext } from '@org/ai-testing';
import { describe, expect, it } from 'vitest';
import { createTelemetry, GEN_AI_SCHEMA_URL } from '../index.ts';
import { connectOtel } from './otel.ts';

describe('connectOtel', () => {
  it('gives an SDK the same metrics, with the same labels and buckets, and the same spans', async () => {
    const exporter = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
    const reader = new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 3_600_000 });
    const meterProvider = new MeterProvider({ readers: [reader] });
    const spans = new InMemorySpanExporter();
    const tracerProvider = new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter: spans })] });
    const clock = createFakeClock();
    const telemetry = createTelemetry({ ...connectOtel({ tracerProvider, meterProvider }), clock });
    for (const ms of [0, 10, 10.5, 639, 640, 641, 81_920, 100_000]) {
      const span = telemetry.start('chat', { 'gen_ai.request.model': 'gpt-4o' }, testContext());
      await clock.advance(ms);
      span.firstToken();
      span.usage({ inputTokens: ms * 2, outputTokens: 4, source: 'provider' }, 1_234_567_890);
      span.decision('output', { action: 'allow', findings: [] });
      span.end(ms === 640 ? new Error('x') : undefined);
    }
    await telemetry.flush();
    const [scope] = exporter.getMetrics().at(-1)?.scopeMetrics ?? [];
    expect(scope?.scope.schemaUrl).toBe(GEN_AI_SCHEMA_URL);
    const exported = scope?.metrics.map(({ descriptor, dataPoints, dataPointType }) => [
      descriptor.name,
      descriptor.unit,
      descriptor.description,
      dataPoints.map(({ attributes, value }) =>
        dataPointType === DataPointType.HISTOGRAM
          ? { labels: attributes, ...pick(value as unknown as OtelHistogram) }
          : { labels: attributes, value },
      ),
    ]);
    const own = telemetry
      .metrics()
      .map(({ definition, series }) => [definition.name, definition.unit, definition.description, series]);
    expect(sorted(exported)).toEqual(sorted(own));
    const finished = spans.getFinishedSpans();
    expect(finished).toHaveLength(8);
    expect(finished[0]?.instrumentationScope.schemaUrl).toBe(GEN_AI_SCHEMA_URL);
    await meterProvider.shutdown();
  });

  it('leaves out what it is not given', async () => {
    const connection = connectOtel({});
    expect([connection.tracer, connection.metricSink]).toEqual([undefined, undefined]);
    await connection.forceFlush();
  });
});

interface OtelHistogram {
  readonly buckets: { readonly counts: readonly number[] };
  readonly sum: number;
  readonly count: number;
}

function pick({ buckets, sum, count }: OtelHistogram): object {
  return { counts: buckets.counts, sum, count };
}

/** By name, and each metric's series by their labels: the order is the SDK's own. Sums of fractions differ in their last digits. */
function sorted(metrics: unknown): unknown {
  const list = metrics as [string, string, string, { labels: object; value?: number }[]][];
  return list
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, unit, description, series]) => [
      name,
      unit,
      description,
      series
        .map((entry) => ('value' in entry ? { ...entry, value: entry.value.toFixed(9) } : entry))
        .sort((a, b) => (labelKey(a.labels) < labelKey(b.labels) ? -1 : 1)),
    ]);
}

function labelKey(labels: object): string {
  return JSON.stringify(Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1)));
}
