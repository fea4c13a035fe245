import { AiError, type AiErrorCode } from '@org/ai-core';
import { retryAfterMs } from './retry-after.ts';

const statusCodes: Readonly<Record<number, readonly [AiErrorCode, string]>> = {
  401: ['unauthenticated', 'the model server does not accept the key; set a valid apiKey (OPENAI_API_KEY)'],
  403: ['forbidden', 'the key may not use this model; ask for access or choose another model'],
  404: [
    'not-found',
    'the model server does not know this model or path; check model and baseUrl (it usually ends in /v1)',
  ],
  408: ['timeout', 'the model server gave up waiting; retry the call'],
  413: ['payload-too-large', 'the request is too large for the model server; send less'],
  429: ['rate-limited', 'the model server asks for fewer requests; retry after retryAfterMs'],
  503: ['overloaded', 'the model server is overloaded; retry after retryAfterMs'],
  529: ['overloaded', 'the model server is overloaded; retry after retryAfterMs'],
};

const reasons: readonly (readonly [RegExp, AiErrorCode, string])[] = [
  [
    /^context_length_exceeded$|^string_above_max_length$/,
    'context-length',
    'the prompt is longer than the model takes; send fewer or shorter passages',
  ],
  [
    /^content_filter$|^content_policy_violation$|^ResponsibleAIPolicyViolation$/,
    'blocked',
    'the content filter of the model server refused the request',
  ],
  [
    /^insufficient_quota$|^billing_/,
    'resource-exhausted',
    'the account at the model server has no quota left; raise it or use another key',
  ],
  [
    /^invalid_api_key$/,
    'unauthenticated',
    'the model server does not accept the key; set a valid apiKey (OPENAI_API_KEY)',
  ],
  [/^model_not_found$/, 'not-found', 'the model server does not know this model; check model'],
  [/^rate_limit_exceeded$/, 'rate-limited', 'the model server asks for fewer requests; retry after retryAfterMs'],
  [
    /^overloaded_error$|^server_overloaded$|^engine_overloaded/,
    'overloaded',
    'the model server is overloaded; retry later',
  ],
];

/**
 * Maps an answer that is not 2xx. Of the body only `error.code` and `error.type` are used, and only when they look like identifiers:
 * upstream messages repeat keys and prompts.
 */
export function statusError(status: number, body: string, header: (name: string) => string): AiError {
  const { code, type, isTooLong } = readErrorBody(body);
  const details = {
    status,
    ...(code === undefined ? {} : { upstreamCode: code }),
    ...(type === undefined ? {} : { upstreamType: type }),
  };
  const options = { details, retryAfterMs: status === 429 || status >= 500 ? retryAfterMs(header) : undefined };
  const known = reasonFor(code, type);
  if (known !== undefined) return new AiError(known[0], known[1], options);
  if (isTooLong && (status === 400 || status === 422)) {
    return new AiError(
      'context-length',
      'the prompt is longer than the model takes; send fewer or shorter passages',
      options,
    );
  }
  const byStatus = statusCodes[status];
  if (byStatus !== undefined) return new AiError(byStatus[0], byStatus[1], options);
  if (status >= 500)
    return new AiError('upstream', `the model server failed with status ${String(status)}; retry the call`, options);
  if (status >= 400) {
    return new AiError(
      'invalid-input',
      `the model server refused the request with status ${String(status)}; check model, tools and vendor fields`,
      options,
    );
  }
  return new AiError(
    'protocol',
    `the model server answered with status ${String(status)}; check baseUrl (redirects are not followed, so that the key goes nowhere else)`,
    options,
  );
}

/** Maps an error that stands inside a stream or a 200 answer. */
export function inBandError(error: unknown): AiError {
  const { code, type } = readError(error);
  const details = {
    ...(code === undefined ? {} : { upstreamCode: code }),
    ...(type === undefined ? {} : { upstreamType: type }),
  };
  const known = reasonFor(code, type);
  if (known !== undefined) return new AiError(known[0], known[1], { details });
  const status = Number(code);
  const byStatus = Number.isInteger(status) ? statusCodes[status] : undefined;
  if (byStatus !== undefined) return new AiError(byStatus[0], byStatus[1], { details });
  return new AiError('upstream', 'the model server reported an error in its answer; retry the call', { details });
}

function reasonFor(code: string | undefined, type: string | undefined): readonly [AiErrorCode, string] | undefined {
  for (const value of [code, type]) {
    if (value === undefined) continue;
    for (const [pattern, mapped, message] of reasons) if (pattern.test(value)) return [mapped, message];
  }
  return undefined;
}

interface ErrorFields {
  readonly code: string | undefined;
  readonly type: string | undefined;
  readonly isTooLong: boolean;
}

function readErrorBody(body: string): ErrorFields {
  try {
    const parsed = JSON.parse(body) as { readonly error?: unknown } | null;
    return readError(parsed?.error ?? parsed);
  } catch {
    return readError(undefined);
  }
}

function readError(error: unknown): ErrorFields {
  const { code, type, message } = (typeof error === 'object' && error !== null ? error : {}) as Readonly<
    Record<string, unknown>
  >;
  // vLLM, llama.cpp and others say it in words only.
  const isTooLong =
    typeof message === 'string' &&
    /context (?:length|size|window)|maximum context|too many tokens|prompt is too long/i.test(message.slice(0, 2_000));
  return { code: identifier(code), type: identifier(type), isTooLong };
}

function identifier(value: unknown): string | undefined {
  const text = typeof value === 'number' ? String(value) : value;
  return typeof text === 'string' && /^[A-Za-z][A-Za-z0-9_.]{0,63}$|^\d{3}$/.test(text) && !/^sk/i.test(text)
    ? text
    : undefined;
}
