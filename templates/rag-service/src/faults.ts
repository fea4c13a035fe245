import type { ServerResponse } from 'node:http';
import { AiError } from '@org/ai-core';

const statusOf: Readonly<Record<string, number>> = {
  'invalid-input': 400,
  unauthenticated: 401,
  forbidden: 403,
  'not-found': 404,
  'payload-too-large': 413,
  unsupported: 415,
  blocked: 422,
  'rate-limited': 429,
  upstream: 502,
  truncated: 502,
  protocol: 502,
  overloaded: 503,
  unavailable: 503,
  'circuit-open': 503,
  'resource-exhausted': 503,
  'context-length': 502,
  timeout: 504,
};

/** What a caller may know of a fault: our own code and message, nothing of anybody else's, and of a refused token nothing at all. */
export function faultBody(error: unknown): { readonly code: string; readonly message: string } {
  if (!AiError.is(error)) return { code: 'internal', message: 'the service failed on this request' };
  const { code, message } = error;
  return code === 'unauthenticated' ? { code, message: 'sign in' } : { code, message };
}

/** Answers with the status and the body of a fault; where an answer has begun, the connection ends without its end. */
export function sendFault(response: ServerResponse, error: unknown): void {
  if (response.headersSent || response.destroyed) {
    response.destroy();
    return;
  }
  const body = faultBody(error);
  const status = statusOf[body.code] ?? 500;
  const headers: Record<string, string> = {
    'content-type': 'application/json',
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    // What is left of a body that was not read would be taken for the next request.
    connection: 'close',
  };
  if (status === 401) headers['www-authenticate'] = 'Bearer';
  if (status === 503 || status === 429) headers['retry-after'] = '1';
  response.writeHead(status, headers);
  response.end(`${JSON.stringify({ error: body })}\n`);
}
