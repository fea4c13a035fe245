import type { CounterSnapshot, HistogramSnapshot, MetricDefinition, MetricFamily } from '../metrics/metric.ts';

/** Content type of the Prometheus text exposition format 0.0.4. */
export const PROMETHEUS_CONTENT_TYPE = 'text/plain; version=0.0.4; charset=utf-8';

/** Anything that has metrics: the telemetry of `createTelemetry`. */
export interface MetricSource {
  metrics(): readonly MetricFamily[];
}

/**
 * Renders metrics in the Prometheus text exposition format 0.0.4, without an OpenTelemetry SDK. Names are those of OpenTelemetry with `_` for `.`, the unit and `_total` behind. The order is stable.
 *
 * @example
 * ```ts
 * import { createTelemetry } from '@org/ai-telemetry';
 * import { renderPrometheus } from '@org/ai-telemetry/prometheus';
 *
 * console.log(renderPrometheus(createTelemetry()));
 * ```
 */
export function renderPrometheus(source: MetricSource): string {
  const lines: string[] = [];
  for (const family of source.metrics()) {
    const name = metricName(family.definition);
    lines.push(`# HELP ${name} ${escapeHelp(family.definition.description)}`, `# TYPE ${name} ${family.kind}`);
    if (family.kind === 'counter') for (const series of family.series) lines.push(counterLine(name, series));
    else for (const series of family.series) lines.push(...histogramLines(name, family.definition, series));
  }
  return lines.map((line) => `${line}\n`).join('');
}

/**
 * Answers scrapes as a function from Request to Response, for any server that speaks the fetch standard. Serve it where only your monitoring can reach it: it names tenants.
 *
 * @example
 * ```ts
 * import { createTelemetry } from '@org/ai-telemetry';
 * import { createMetricsHandler } from '@org/ai-telemetry/prometheus';
 *
 * const handle = createMetricsHandler(createTelemetry());
 * console.log(await handle(new Request('http://127.0.0.1/metrics')).text());
 * ```
 */
export function createMetricsHandler(source: MetricSource): (request: Request) => Response {
  return ({ method }) => {
    if (method !== 'GET' && method !== 'HEAD')
      return new Response('method not allowed\n', { status: 405, headers: { allow: 'GET, HEAD' } });
    const headers = { 'content-type': PROMETHEUS_CONTENT_TYPE, 'cache-control': 'no-store' };
    return new Response(method === 'HEAD' ? null : renderPrometheus(source), { headers });
  };
}

const unitNames: Readonly<Record<string, string>> = { s: '_seconds', USD: '_usd' };

function metricName({ name, unit, kind }: MetricDefinition): string {
  return `${identifier(name)}${unitNames[unit] ?? ''}${kind === 'counter' ? '_total' : ''}`;
}

function identifier(name: string): string {
  return name.replace(/[^A-Za-z0-9_]/g, '_').replace(/^(?=\d)/, '_');
}

function counterLine(name: string, { labels, value }: CounterSnapshot): string {
  return `${name}${labelText(labels)} ${numberText(value)}`;
}

function histogramLines(name: string, { boundaries = [] }: MetricDefinition, series: HistogramSnapshot): string[] {
  const { labels, counts, sum, count } = series;
  let below = 0;
  const buckets = counts.map((own, index) => {
    below += own;
    const bound = boundaries[index];
    const le = bound === undefined ? '+Inf' : numberText(bound);
    return `${name}_bucket${labelText(labels, le)} ${numberText(below)}`;
  });
  const text = labelText(labels);
  return [...buckets, `${name}_sum${text} ${numberText(sum)}`, `${name}_count${text} ${numberText(count)}`];
}

function labelText(labels: Readonly<Record<string, string>>, le?: string): string {
  const pairs = Object.entries(labels).map(([label, value]) => `${identifier(label)}="${escapeLabel(value)}"`);
  if (le !== undefined) pairs.push(`le="${le}"`);
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`;
}

function numberText(value: number): string {
  if (Number.isFinite(value)) return String(value);
  return Number.isNaN(value) ? 'NaN' : value > 0 ? '+Inf' : '-Inf';
}

function escapeHelp(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n');
}

function escapeLabel(text: string): string {
  return escapeHelp(text).replaceAll('"', '\\"');
}
