import { PROMETHEUS_CONTENT_TYPE, renderPrometheus } from '@org/ai-telemetry/prometheus';
import type { Exchange, ServerParts } from '../route.ts';

/** The metrics of this process for Prometheus: numbers and names of operations, no content. */
export function metrics({ response }: Exchange, parts: ServerParts): Promise<void> {
  response.writeHead(200, { 'content-type': PROMETHEUS_CONTENT_TYPE, 'cache-control': 'no-store' });
  response.end(renderPrometheus(parts.assistant.telemetry));
  return Promise.resolve();
}
