import { context, trace, type Context } from '@opentelemetry/api';

const traceparent = /^[0-9a-f]{2}-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(?:-|$)/;

/** The active span where there is one, else the caller's W3C trace context, so that callers without an SDK are joined too. */
export function parentContext(header: string | undefined): Context {
  const active = context.active();
  if (header === undefined || header.length > 512 || trace.getSpanContext(active) !== undefined) return active;
  const match = traceparent.exec(header);
  if (match === null || header.startsWith('ff')) return active;
  const [, traceId = '', spanId = '', flags = '00'] = match;
  const remote = { traceId, spanId, traceFlags: Number.parseInt(flags, 16) & 1, isRemote: true };
  return trace.setSpanContext(active, remote);
}
