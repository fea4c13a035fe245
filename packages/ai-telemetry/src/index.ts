// telemetry of a service
export { createTelemetry, type AiTelemetry, type FlushReport, type TelemetryOptions } from './telemetry/telemetry.ts';
export { createTelemetryLayer } from './chat/telemetry-layer.ts';
export type { Feedback } from './feedback/feedback.ts';

// what leaves the process, and how much of it
export type { CaptureOptions } from './content/content-capture.ts';
export type { OwnAttributeKind } from './attributes/attribute-registry.ts';
export type { MetricLimits } from './metrics/limits.ts';
export type {
  CounterSnapshot,
  HistogramSnapshot,
  MetricDefinition,
  MetricFamily,
  MetricSink,
} from './metrics/metric.ts';

// names of the conventions
export { GEN_AI_SCHEMA_URL, genAi } from './semantic-conventions/gen-ai.ts';
export { ai } from './semantic-conventions/ai.ts';
