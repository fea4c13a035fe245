import type { JsonValue } from '../contracts/text.ts';
import { canonicalJson } from './canonical-json.ts';

const encoder = new TextEncoder();

/** SHA-256 of bytes, or of a string's UTF-8, as `sha256:` and 64 hex digits. */
export async function sha256(data: string | Uint8Array): Promise<string> {
  const bytes = typeof data === 'string' ? encoder.encode(data) : data;
  const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes as Uint8Array<ArrayBuffer>));
  let hex = '';
  for (const byte of hash) hex += byte.toString(16).padStart(2, '0');
  return `sha256:${hex}`;
}

/** Digest of a JSON value that does not depend on key order or white space (RFC 8785, then SHA-256). */
export function digestJson(value: JsonValue): Promise<string> {
  return sha256(canonicalJson(value));
}
