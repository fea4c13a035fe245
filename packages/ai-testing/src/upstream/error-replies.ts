import type { UpstreamBehaviour } from './behaviour.ts';

/** An error answer as an OpenAI-compatible server sends it. */
export interface ErrorReply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** The error answer of a behaviour that is one, else undefined. `authorization` is echoed the way careless servers do. */
export function errorReply(behaviour: UpstreamBehaviour, authorization: string): ErrorReply | undefined {
  switch (behaviour.kind) {
    case 'rate-limited':
      return reply(429, 'Rate limit reached', 'requests', 'rate_limit_exceeded', behaviour.retryAfter ?? '2');
    case 'server-error':
      return reply(behaviour.status ?? 500, 'The server had an error', 'server_error', undefined, behaviour.retryAfter);
    case 'context-length':
      return reply(
        400,
        "This model's maximum context length is 8 tokens",
        'invalid_request_error',
        'context_length_exceeded',
      );
    case 'content-filter':
      return reply(400, 'The response was filtered', 'invalid_request_error', 'content_filter');
    case 'unauthorized':
      return reply(401, `Incorrect API key provided: ${authorization}`, 'invalid_request_error', 'invalid_api_key');
    default:
      return undefined;
  }
}

function reply(status: number, message: string, type: string, code?: string, retryAfter?: string): ErrorReply {
  return {
    status,
    headers: { 'content-type': 'application/json', ...(retryAfter === undefined ? {} : { 'retry-after': retryAfter }) },
    body: JSON.stringify({ error: { message, type, param: null, code: code ?? null } }),
  };
}
