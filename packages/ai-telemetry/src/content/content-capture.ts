import { AiError, type Clock, type JsonValue } from '@org/ai-core';

/** Asks for content in spans. There is no capture without redaction. */
export interface CaptureOptions {
  readonly content: 'redacted';
  /** Gets every string of a message, a query, a passage or tool arguments, and returns it without what must not leave the process. */
  readonly redact: (text: string) => string | Promise<string>;
  /** Longest captured value, in UTF-16 code units of its JSON; longer values are left out whole. @defaultValue 32,768 */
  readonly maxLength?: number | undefined;
  /** Time after which a redaction is given up and its content left out. @defaultValue 5,000 */
  readonly timeoutMs?: number | undefined;
}

/** Redacts one value; undefined when redaction failed, took too long or left too much. Never rejects. */
export type ContentCapture = (value: JsonValue) => Promise<string | undefined>;

/** @throws AiError `invalid-input` when there is no redact function */
export function createContentCapture(options: CaptureOptions, clock: Clock): ContentCapture {
  const { content, redact, maxLength = 32_768, timeoutMs = 5_000 } = options;
  // Configuration of a service may come from untyped code: content without redaction must not start.
  if ((content as unknown) !== 'redacted' || typeof (redact as unknown) !== 'function')
    throw new AiError('invalid-input', "capture needs content: 'redacted' and a redact function; leave capture out");
  if (!(maxLength > 0) || !(timeoutMs > 0))
    throw new AiError('invalid-input', 'capture.maxLength and capture.timeoutMs must be positive numbers');

  const redactText = async (value: string): Promise<string> => {
    const text: unknown = await redact(value);
    if (typeof text !== 'string') throw new AiError('invalid-input', 'capture.redact must return a string');
    return text;
  };
  const redactAll = async (value: JsonValue): Promise<JsonValue> => {
    if (typeof value === 'string') return redactText(value);
    if (typeof value === 'number') {
      const text = await redactText(String(value));
      return text === String(value) ? value : text;
    }
    if (Array.isArray(value)) {
      const items: JsonValue[] = [];
      for (const item of value as readonly JsonValue[]) items.push(await redactAll(item));
      return items;
    }
    if (typeof value !== 'object' || value === null) return value;
    const entries: [string, JsonValue][] = [];
    for (const [key, item] of Object.entries(value as Readonly<Record<string, JsonValue>>))
      entries.push([await redactText(key), await redactAll(item)]);
    return Object.fromEntries(entries);
  };

  return async (value) => {
    const stop = new AbortController();
    try {
      if (JSON.stringify(value).length > maxLength) return undefined;
      const late = clock.sleep(timeoutMs, stop.signal).then(() => undefined);
      late.catch(() => undefined);
      const redacted = await Promise.race([redactAll(value), late]);
      if (redacted === undefined) return undefined;
      const text = typeof redacted === 'string' ? redacted : JSON.stringify(redacted);
      return text.length > maxLength ? undefined : text;
    } catch {
      return undefined;
    } finally {
      stop.abort();
    }
  };
}
