import { sha256Of } from './sha-256.ts';

/** HMAC-SHA-256 (RFC 2104) of a text's UTF-8 under a key, synchronous. */
export function createHmac(key: Uint8Array): (text: string) => Uint8Array {
  const block = new Uint8Array(64);
  block.set(key.length > 64 ? sha256Of(key) : key);
  const inner = block.map((byte) => byte ^ 0x36);
  const outer = block.map((byte) => byte ^ 0x5c);
  const encoder = new TextEncoder();
  return (text) => sha256Of(joined(outer, sha256Of(joined(inner, encoder.encode(text)))));
}

function joined(first: Uint8Array, second: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(first.length + second.length);
  bytes.set(first);
  bytes.set(second, first.length);
  return bytes;
}
