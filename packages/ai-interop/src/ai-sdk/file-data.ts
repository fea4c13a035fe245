import { AiError } from '@org/ai-core';

/** Data of a file in any version: bytes, base64 text, a URL, or one of these in a tagged object (version 4). */
export function fileDataFrom(data: unknown, mediaType: string): Uint8Array | string {
  if (data instanceof Uint8Array) return data;
  if (data instanceof URL) return data.href;
  if (typeof data === 'string') {
    return /^(?:https?|data):/i.test(data) ? data : `data:${mediaType};base64,${data}`;
  }
  if (typeof data === 'object' && data !== null) {
    const { type, data: inner, url, text } = data as Readonly<Record<string, unknown>>;
    if (type === 'data') return fileDataFrom(inner, mediaType);
    if (type === 'url') return fileDataFrom(url, mediaType);
    if (type === 'text' && typeof text === 'string') return new TextEncoder().encode(text);
  }
  throw new AiError('unsupported', 'a file part refers to data that only its provider knows; send bytes or a URL');
}

/** Data of a file as a version wants it: version 4 tags it, the others take it as it is. */
export function fileDataTo(data: Uint8Array | string, version: 'v2' | 'v3' | 'v4'): unknown {
  const base64 = typeof data === 'string' ? /^data:[^,]{0,200};base64,/.exec(data) : null;
  const value = typeof data !== 'string' ? data : base64 === null ? new URL(data) : data.slice(base64[0].length);
  if (version !== 'v4') return value;
  return value instanceof URL ? { type: 'url', url: value } : { type: 'data', data: value };
}
