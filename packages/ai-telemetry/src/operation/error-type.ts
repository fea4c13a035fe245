import { AiError } from '@org/ai-core';
import { isSafeName } from '../attributes/safe-name.ts';
import { ai } from '../semantic-conventions/ai.ts';
import { genAi } from '../semantic-conventions/gen-ai.ts';
import type { SafeValue } from '../attributes/screen-attributes.ts';

const code = /^[a-z][a-z0-9-]{0,63}$/;

/** The code of an AiError; `aborted` and `timeout` for the platform's own errors of these kinds; otherwise `internal`. Never the message. */
export function errorType(error: unknown): string {
  try {
    return codeOf(error);
  } catch {
    // An error whose properties throw is one more internal error.
    return 'internal';
  }
}

function codeOf(error: unknown): string {
  if (AiError.is(error)) return code.test(error.code) && isSafeName(error.code) ? error.code : 'internal';
  if (error instanceof Error && error.name === 'AbortError') return 'aborted';
  if (error instanceof Error && error.name === 'TimeoutError') return 'timeout';
  return 'internal';
}

/** What a span says about an error: its code and what to do with it. Message, details, stack and cause may quote what was asked, so they stay out. */
export function errorAttributes(error: unknown): Record<string, SafeValue> {
  const attributes: Record<string, SafeValue> = { [genAi.errorType]: errorType(error) };
  if (AiError.is(error)) {
    if (typeof error.isRetryable === 'boolean') attributes[ai.errorIsRetryable] = error.isRetryable;
    if (typeof error.isReleased === 'boolean') attributes[ai.errorIsReleased] = error.isReleased;
  }
  return attributes;
}
