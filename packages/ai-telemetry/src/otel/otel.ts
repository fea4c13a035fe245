import type { Attributes, Counter, Histogram, MeterProvider, Tracer, TracerProvider } from '@opentelemetry/api';
import { GEN_AI_SCHEMA_URL } from '../semantic-conventions/gen-ai.ts';
import type { MetricDefinition, MetricSink } from '../metrics/metric.ts';

/** A provider of an SDK, which can empty its queues. */
export interface Flushable {
  forceFlush?(): Promise<void>;
}
/** The SDK to send to. Only interfaces of @opentelemetry/api are used; tested with SDK 3.1. */
export interface OtelProviders {
  readonly tracerProvider?: (TracerProvider & Flushable) | undefined;
  readonly meterProvider?: (MeterProvider & Flushable) | undefined;
}
/** Options of `createTelemetry` that connect it. */
export interface OtelConnection {
  readonly tracer?: Tracer | undefined;
  readonly metricSink?: MetricSink | undefined;
  readonly forceFlush: () => Promise<void>;
}

const scope = '@org/ai-telemetry';

/**
 * Connects telemetry to the providers of an OpenTelemetry SDK: the same spans, and the same metrics with the same names, labels and buckets.
 * Cardinality is bounded before the SDK sees it. Each measurement goes to the SDK as it is made, so it costs what the SDK costs.
 *
 * @example
 * ```ts
 * import { createTelemetry, type AiTelemetry } from '@org/ai-telemetry';
 * import { connectOtel, type OtelProviders } from '@org/ai-telemetry/otel';
 *
 * // providers: a TracerProvider and a MeterProvider of your SDK
 * export function connected(providers: OtelProviders): AiTelemetry {
 *   return createTelemetry({ ...connectOtel(providers) });
 * }
 * ```
 */
export function connectOtel(providers: OtelProviders): OtelConnection {
  const { tracerProvider, meterProvider } = providers;
  const options = { schemaUrl: GEN_AI_SCHEMA_URL };
  return {
    tracer: tracerProvider?.getTracer(scope, undefined, options),
    metricSink: meterProvider === undefined ? undefined : sinkOf(meterProvider),
    forceFlush: async () => {
      await Promise.all([tracerProvider?.forceFlush?.(), meterProvider?.forceFlush?.()]);
    },
  };
}

function sinkOf(provider: MeterProvider): MetricSink {
  const meter = provider.getMeter(scope, undefined, { schemaUrl: GEN_AI_SCHEMA_URL });
  const record = new Map<string, (value: number, attributes: Attributes) => void>();
  const instrumentOf = (definition: MetricDefinition): ((value: number, attributes: Attributes) => void) => {
    const { name, description, unit, kind, boundaries } = definition;
    if (kind === 'counter') {
      const counter: Counter = meter.createCounter(name, { description, unit });
      return (value, attributes) => {
        counter.add(value, attributes);
      };
    }
    const advice = boundaries === undefined ? {} : { advice: { explicitBucketBoundaries: [...boundaries] } };
    const histogram: Histogram = meter.createHistogram(name, { description, unit, ...advice });
    return (value, attributes) => {
      histogram.record(value, attributes);
    };
  };
  return (definition, value, labels) => {
    let instrument = record.get(definition.name);
    if (instrument === undefined) record.set(definition.name, (instrument = instrumentOf(definition)));
    instrument(value, labels);
  };
}
