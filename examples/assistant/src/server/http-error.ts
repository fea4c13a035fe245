import type { ServerResponse } from 'node:http';
import { AiError } from '@org/ai-core';
import type { ErrorBody, ErrorResponse } from './protocol.ts';

const statusByCode: Readonly<Record<string, number>> = {
  'invalid-input': 400,
  unauthenticated: 401,
  forbidden: 403,
  'not-found': 404,
  conflict: 409,
  'payload-too-large': 413,
  unsupported: 415,
  'rate-limited': 429,
  overloaded: 503,
  unavailable: 503,
  timeout: 504,
  upstream: 502,
  truncated: 502,
  protocol: 502,
};

/** What a client may know of a fault: the code and message of ours, nothing of others. */
export function errorBody(error: unknown): ErrorBody {
  if (!AiError.is(error)) {
    return { code: 'internal', message: 'the server failed on this request', isRetryable: false, isReleased: false };
  }
  const { code, message, isRetryable, isReleased } = error;
  return { code, message, isRetryable, isReleased };
}

/** Answers with an error, where the body has not begun. */
export function sendError(response: ServerResponse, error: unknown): void {
  const body: ErrorResponse = { error: errorBody(error) };
  sendJson(response, statusByCode[body.error.code] ?? 500, body);
}

/** Answers with JSON. */
export function sendJson(response: ServerResponse, status: number, body: object): void {
  const text = JSON.stringify(body);
  response.writeHead(status, {
    'content-type': 'application/json; charset=utf-8',
    'content-length': Buffer.byteLength(text),
    'cache-control': 'no-store',
  });
  response.end(text);
}
