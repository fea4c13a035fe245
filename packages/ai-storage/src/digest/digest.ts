import { createHash } from 'node:crypto';

/** SHA-256 as `sha256:<64 hex>`. Synchronous, unlike ai-core's, so that a chain of digests does not wait for the thread pool at every link. */
export function digestOf(data: string | Uint8Array): string {
  return `sha256:${createHash('sha256').update(data).digest('hex')}`;
}
