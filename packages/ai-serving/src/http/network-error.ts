import { AiError } from '@org/ai-core';

/** Maps what the socket or undici threw. Before the first byte nothing was lost (`unavailable`); in the answer part of it was (`truncated`). */
export function networkError(error: unknown, when: 'before-answer' | 'in-answer'): AiError {
  const code = codeOf(error);
  const options = { cause: error, details: code === undefined ? {} : { code } };
  if (code === 'UND_ERR_CONNECT_TIMEOUT') {
    return new AiError('timeout', 'no connection within timeouts.connectMs; check the server and the network', {
      ...options,
      details: { phase: 'connect' },
    });
  }
  const isEarlyEnd = code === 'HPE_INVALID_EOF_STATE' || code === 'HPE_CLOSED_CONNECTION';
  if (
    !isEarlyEnd &&
    (code?.startsWith('HPE_') === true ||
      code === 'UND_ERR_HEADERS_OVERFLOW' ||
      code === 'UND_ERR_RES_CONTENT_LENGTH_MISMATCH')
  ) {
    return new AiError('protocol', 'the upstream does not speak HTTP as it should; check baseUrl', options);
  }
  if (when === 'in-answer') {
    return new AiError('truncated', 'the connection broke before the answer was complete; retry the call', options);
  }
  return new AiError(
    'unavailable',
    `the model server cannot be reached${code === undefined ? '' : ` (${code})`}; check that it runs and that baseUrl is right`,
    options,
  );
}

function codeOf(error: unknown): string | undefined {
  for (let at: unknown = error, depth = 0; typeof at === 'object' && at !== null && depth < 5; depth++) {
    const { code, cause } = at as { readonly code?: unknown; readonly cause?: unknown };
    if (typeof code === 'string' && /^[A-Z0-9_]{1,64}$/.test(code)) return code;
    at = cause;
  }
  return undefined;
}
