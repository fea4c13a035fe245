import { trace, type Tracer } from '@opentelemetry/api';
import { abortedError, systemClock, type Clock, type PriceTable, type Telemetry } from '@org/ai-core';
import { createAttributeRegistry, type OwnAttributeKind } from '../attributes/attribute-registry.ts';
import { createContentCapture, type CaptureOptions } from '../content/content-capture.ts';
import { recordRating, type Feedback } from '../feedback/feedback.ts';
import { checkLimits, type MetricLimits } from '../metrics/limits.ts';
import type { MetricFamily, MetricSink } from '../metrics/metric.ts';
import { createOperationMetrics } from '../metrics/operation-metrics.ts';
import { createSeriesStore } from '../metrics/series-store.ts';
import { startOperation } from '../operation/operation-span.ts';
import { safeMechanics, type Mechanics, type Recorder } from '../operation/recorder.ts';
import { GEN_AI_SCHEMA_URL } from '../semantic-conventions/gen-ai.ts';

/** How {@link createTelemetry} records. Everything has a safe default: no content, no price, no exporter. */
export interface TelemetryOptions {
  /** Prices of calls that come without a cost, asked for `provider/model` and then `model`; for instance `createGenAiPriceTable()` of `@org/ai-telemetry/prices`. @defaultValue none: such costs are unknown */
  readonly priceTable?: PriceTable | undefined;
  /** Content of messages, queries and tools in spans, redacted. @defaultValue none is captured */
  readonly capture?: CaptureOptions | undefined;
  /** Where spans go. @defaultValue the tracer of the globally registered provider, which does nothing where none is */
  readonly tracer?: Tracer | undefined;
  /** Where every measurement goes besides the in-process series, for instance to a meter: `connectOtel()` of `@org/ai-telemetry/otel`. */
  readonly metricSink?: MetricSink | undefined;
  /** Called by `flush`, for instance to empty the queue of an exporter. */
  readonly forceFlush?: (() => Promise<void>) | undefined;
  readonly limits?: MetricLimits | undefined;
  /** Tenants that keep their own series whenever they first come; the places that `limits.tenants` has left go to the tenants seen first. */
  readonly tenants?: readonly string[] | undefined;
  /** Attribute keys of your own, with what they may hold; other unknown keys are dropped. */
  readonly attributes?: Readonly<Record<string, OwnAttributeKind>> | undefined;
  readonly clock?: Clock | undefined;
}
/** What telemetry did since it was made. */
export interface FlushReport {
  readonly started: number;
  readonly ended: number;
  /** Operations that are under way, or whose span was forgotten. */
  readonly open: number;
  readonly series: number;
  /** Lookups that found the limit of series reached and were counted as `other`. */
  readonly foldedLookups: number;
  /** Redactions that had not finished. */
  readonly pendingContent: number;
  /** Measurements that `metricSink` threw at; the series of this process have them. */
  readonly failedMeasurements: number;
}
/** Telemetry that keeps metrics in the process and makes spans through the OpenTelemetry API. */
export interface AiTelemetry extends Telemetry {
  /** Whether content is captured: instrumentation may leave out work that is for content alone. */
  readonly isCapturing: boolean;
  /** The metrics of this process, in a stable order. */
  metrics(): readonly MetricFamily[];
  /**
   * Counts a rating and makes an event of it.
   *
   * @throws AiError `invalid-input` that names the field which is not valid; `unauthenticated` without a valid principal
   */
  recordFeedback(feedback: Feedback): void;
  /**
   * Waits for redactions under way and for the exporter, and says what was done.
   *
   * @throws AiError `aborted` when the signal fires first
   */
  flush(options?: { readonly signal?: AbortSignal | undefined }): Promise<FlushReport>;
}

/**
 * Makes the telemetry of a service. Nothing is exported until you wire it: read `metrics()`, serve `@org/ai-telemetry/prometheus`, or connect an SDK with `@org/ai-telemetry/otel`.
 *
 * @throws AiError `invalid-input` when capture is asked for without a redact function, or a limit is not a positive integer
 * @example
 * ```ts
 * import { createTelemetry } from '@org/ai-telemetry';
 * import { createGenAiPriceTable } from '@org/ai-telemetry/prices';
 *
 * const telemetry = createTelemetry({ priceTable: createGenAiPriceTable(), tenants: ['meridian'] });
 * console.log(telemetry.metrics().length);
 * ```
 */
export function createTelemetry(options: TelemetryOptions = {}): AiTelemetry {
  return assembleTelemetry(options, safeMechanics);
}

/** @internal For tests that plant a fault. */
export function assembleTelemetry(options: TelemetryOptions, mechanics: Mechanics): AiTelemetry {
  const { priceTable, capture, metricSink, forceFlush, clock = systemClock } = options;
  const limits = checkLimits(options.limits);
  let failedMeasurements = 0;
  const sink: MetricSink | undefined =
    metricSink &&
    ((...measurement) => {
      try {
        metricSink(...measurement);
      } catch {
        failedMeasurements++;
      }
    });
  const store = createSeriesStore(limits.series, sink);
  const limitTenant = mechanics.limitTenants(limits.tenants, options.tenants ?? []);
  const recorder: Recorder = {
    tracer: options.tracer ?? globalTracer(),
    clock,
    registry: createAttributeRegistry(options.attributes),
    metrics: createOperationMetrics(store, limits, limitTenant),
    mechanics,
    capture: capture === undefined ? undefined : createContentCapture(capture, clock),
    priceTable,
    tally: { started: 0, ended: 0, pending: new Set() },
  };
  const { tally } = recorder;
  return {
    isCapturing: capture !== undefined,
    start: (name, attributes, context) => startOperation(recorder, name, attributes, context),
    metrics: () => store.families(),
    recordFeedback: (feedback) => {
      recordRating(feedback, recorder.metrics, recorder.tracer);
    },
    flush: async ({ signal } = {}) => {
      const done = Promise.all(tally.pending).then(() => forceFlush?.());
      await (signal === undefined ? done : unlessAborted(done, signal));
      return {
        started: tally.started,
        ended: tally.ended,
        open: tally.started - tally.ended,
        series: store.size,
        foldedLookups: store.folded,
        pendingContent: tally.pending.size,
        failedMeasurements,
      };
    },
  };
}

function globalTracer(): Tracer {
  return trace.getTracerProvider().getTracer('@org/ai-telemetry', undefined, { schemaUrl: GEN_AI_SCHEMA_URL });
}

async function unlessAborted(work: Promise<unknown>, signal: AbortSignal): Promise<void> {
  if (signal.aborted) throw abortedError(signal);
  let onAbort = (): void => undefined;
  const aborted = new Promise<never>((_, reject) => {
    onAbort = () => {
      reject(abortedError(signal));
    };
    signal.addEventListener('abort', onAbort, { once: true });
  });
  try {
    await Promise.race([work, aborted]);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}
