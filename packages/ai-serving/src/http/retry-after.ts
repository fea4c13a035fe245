/** The longest wait that is taken from an upstream: one hour. */
const maxMs = 3_600_000;

/**
 * Milliseconds that `retry-after-ms` or `Retry-After` (seconds or an HTTP date, RFC 9110 §10.2.3) ask for; undefined when neither is there and well-formed.
 */
export function retryAfterMs(header: (name: string) => string): number | undefined {
  const precise = header('retry-after-ms').trim();
  if (/^\d{1,9}(?:\.\d{1,6})?$/.test(precise)) return Math.min(maxMs, Math.ceil(Number(precise)));
  const value = header('retry-after').trim();
  if (/^\d{1,9}(?:\.\d{1,6})?$/.test(value)) return Math.min(maxMs, Math.ceil(Number(value) * 1_000));
  if (value.length < 16 || value.length > 40) return undefined;
  const atMs = Date.parse(value);
  // Measured against the server's own clock where it says what time it is.
  const sentMs = Date.parse(header('date'));
  const nowMs = Number.isNaN(sentMs) ? Date.now() : sentMs;
  return Number.isNaN(atMs) ? undefined : Math.min(maxMs, Math.max(0, atMs - nowMs));
}
