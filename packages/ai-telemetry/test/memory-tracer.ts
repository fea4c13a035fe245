import type { Tracer } from '@opentelemetry/api';
import { InMemorySpanExporter, SimpleSpanProcessor, TracerProvider, type ReadableSpan } from '@opentelemetry/sdk-trace';

/** A tracer of the real SDK whose finished spans stay in memory. */
export interface MemoryTracer {
  readonly tracer: Tracer;
  readonly provider: TracerProvider;
  readonly spans: () => readonly ReadableSpan[];
}

export function createMemoryTracer(): MemoryTracer {
  const exporter = new InMemorySpanExporter();
  const provider = new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter })] });
  return { provider, tracer: provider.getTracer('test'), spans: () => exporter.getFinishedSpans() };
}
