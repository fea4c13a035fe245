import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BatchSpanProcessor, ConsoleSpanExporter, SimpleSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import { createTelemetry, type AiTelemetry } from '@org/ai-telemetry';
import { connectOtel } from '@org/ai-telemetry/otel';
import { createGenAiPriceTable } from '@org/ai-telemetry/prices';
import type { Settings } from './settings.ts';

/** Telemetry of the service: metrics at /metrics in any case, spans where the settings say. Neither holds what anybody wrote. */
export function startTelemetry({ telemetry, otlpEndpoint }: Pick<Settings, 'telemetry' | 'otlpEndpoint'>): {
  readonly telemetry: AiTelemetry;
  readonly shutdown: () => Promise<void>;
} {
  const priceTable = createGenAiPriceTable();
  if (telemetry === 'none') return { telemetry: createTelemetry({ priceTable }), shutdown: () => Promise.resolve() };
  const processor =
    telemetry === 'console'
      ? new SimpleSpanProcessor({ exporter: new ConsoleSpanExporter() })
      : new BatchSpanProcessor({ exporter: new OTLPTraceExporter({ url: `${otlpEndpoint ?? ''}/v1/traces` }) });
  const tracerProvider = new TracerProvider({
    resource: resourceFromAttributes({ 'service.name': 'rag-service' }),
    spanProcessors: [processor],
  });
  return {
    telemetry: createTelemetry({ priceTable, ...connectOtel({ tracerProvider }) }),
    shutdown: () => tracerProvider.shutdown(),
  };
}
