import { AiError } from '@org/ai-core';

const statuses: Readonly<Record<string, number>> = {
  'invalid-input': 400,
  unauthenticated: 401,
  forbidden: 403,
  'payload-too-large': 413,
  blocked: 422,
  'rate-limited': 429,
  aborted: 499,
  unavailable: 503,
  overloaded: 503,
  timeout: 504,
};

/** What a caller is told of a fault: its code, and the message where that is about what the caller sent. Never a text. */
export function errorBody(error: unknown): {
  readonly status: number;
  readonly body: { readonly error: { readonly code: string; readonly message: string } };
} {
  const code = AiError.is(error) ? error.code : 'internal';
  const status = statuses[code] ?? 500;
  const isTheirs =
    AiError.is(error) && (code === 'blocked' || code === 'forbidden' || code === 'invalid-input' || status === 413);
  return { status, body: { error: { code, message: isTheirs ? error.message : messageOf(status) } } };
}

function messageOf(status: number): string {
  return status === 401 ? 'sign in and try again' : 'the request could not be served';
}
