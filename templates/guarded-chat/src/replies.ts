import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { AiError } from '@org/ai-core';
import type { ChatPart } from './chat.ts';

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
  timeout: 504,
};

/** An answer as server-sent events. The status is sent with the first part, so that what fails before it has a status of its own. */
export interface EventReply {
  send(part: ChatPart): Promise<void>;
  end(): void;
  /** After a part has been sent: a last event that says that the answer is not whole. */
  fail(error: unknown): void;
}

/** Begins a reply of events; nothing is written yet. */
export function startEvents(response: ServerResponse, requestId: string): EventReply {
  const write = async (event: object): Promise<void> => {
    if (!response.headersSent)
      response.writeHead(200, {
        'content-type': 'text/event-stream; charset=utf-8',
        'cache-control': 'no-store',
        'x-content-type-options': 'nosniff',
        'x-request-id': requestId,
      });
    // A reader that takes nothing stops the model, in place of filling the memory.
    if (!response.write(`data: ${JSON.stringify(event)}\n\n`) && !response.destroyed)
      await Promise.race([once(response, 'drain'), once(response, 'close')]);
  };
  return {
    send: write,
    end: () => response.end(),
    fail: (error) => {
      if (!response.headersSent) {
        sendFault(response, error);
        return;
      }
      response.end(`data: ${JSON.stringify({ type: 'error', ...bodyOf(error) })}\n\n`);
    },
  };
}

/** Answers with a status and what the caller may know: our own code and message, nothing of anybody else's. */
export function sendFault(response: ServerResponse, error: unknown): void {
  if (response.headersSent || response.destroyed) {
    response.destroy();
    return;
  }
  const body = bodyOf(error);
  const headers: Record<string, string> = { 'content-type': 'application/json', 'cache-control': 'no-store' };
  if (body.code === 'unauthenticated') headers['www-authenticate'] = 'Bearer';
  if (body.code === 'overloaded' || body.code === 'rate-limited') headers['retry-after'] = '1';
  // What is left of a body that was not read would be taken for the next request.
  headers['connection'] = 'close';
  response.writeHead(statusOf[body.code] ?? 500, headers);
  response.end(`${JSON.stringify({ error: body })}\n`);
}

function bodyOf(error: unknown): { readonly code: string; readonly message: string } {
  if (AiError.is(error))
    return { code: error.code, message: error.code === 'unauthenticated' ? 'sign in' : error.message };
  return { code: 'internal', message: 'the service failed on this request' };
}
