import { AiError, abortedError, type AiErrorCode } from '@org/ai-core';

const codes: Readonly<Record<number, AiErrorCode>> = {
  401: 'unauthenticated',
  403: 'forbidden',
  404: 'not-found',
  408: 'timeout',
  413: 'payload-too-large',
  429: 'rate-limited',
  503: 'overloaded',
  529: 'overloaded',
};

/** What the SDK throws when an answer is not what the protocol says. */
const protocolFaults: ReadonlySet<string> = new Set([
  'AI_JSONParseError',
  'AI_TypeValidationError',
  'AI_InvalidResponseDataError',
  'AI_EmptyResponseBodyError',
]);

/**
 * What a model of the SDK threw, as an AiError. Its name, status and headers are read; its message is not repeated and it is
 * not kept as the cause: it holds the body of the request.
 */
export function errorFromSdk(error: unknown, signal: AbortSignal, isReleased: boolean): AiError {
  if (signal.aborted) return withRelease(abortedError(signal), isReleased);
  if (AiError.is(error)) return withRelease(error, isReleased);
  const { statusCode, isRetryable, responseHeaders, name } = fieldsOf(error);
  const details = { ...(statusCode === undefined ? {} : { status: statusCode }), error: name };
  const retryAfterMs = retryAfterOf(responseHeaders);
  if (statusCode === undefined) {
    return new AiError(
      protocolFaults.has(name) ? 'protocol' : 'upstream',
      `the model failed (${name}); retry the call`,
      {
        isRetryable: isRetryable ?? true,
        isReleased,
        details,
      },
    );
  }
  const code = codes[statusCode] ?? (statusCode >= 500 ? 'upstream' : statusCode >= 400 ? 'invalid-input' : 'protocol');
  return new AiError(code, `the model's provider answered with status ${String(statusCode)} (${name})`, {
    ...(isRetryable === undefined ? {} : { isRetryable }),
    retryAfterMs,
    isReleased,
    details,
  });
}

function withRelease(error: AiError, isReleased: boolean): AiError {
  if (!isReleased || error.isReleased) return error;
  const { code, message, isRetryable, retryAfterMs, details, cause } = error;
  return new AiError(code, message, { isRetryable, retryAfterMs, details, cause, isReleased });
}

function fieldsOf(error: unknown): {
  readonly statusCode: number | undefined;
  readonly isRetryable: boolean | undefined;
  readonly responseHeaders: Readonly<Record<string, unknown>> | undefined;
  readonly name: string;
} {
  const fields = (typeof error === 'object' && error !== null ? error : {}) as Readonly<Record<string, unknown>>;
  const { statusCode, isRetryable, responseHeaders, name } = fields;
  return {
    statusCode: typeof statusCode === 'number' ? statusCode : undefined,
    isRetryable: typeof isRetryable === 'boolean' ? isRetryable : undefined,
    responseHeaders:
      typeof responseHeaders === 'object' && responseHeaders !== null
        ? (responseHeaders as Readonly<Record<string, unknown>>)
        : undefined,
    name: typeof name === 'string' && /^[A-Za-z_]{1,64}$/.test(name) ? name : 'error',
  };
}

function retryAfterOf(headers: Readonly<Record<string, unknown>> | undefined): number | undefined {
  const value = headers?.['retry-after'];
  const seconds = typeof value === 'string' && /^\d{1,6}(?:\.\d{1,3})?$/.test(value) ? Number(value) : undefined;
  return seconds === undefined ? undefined : seconds * 1_000;
}
