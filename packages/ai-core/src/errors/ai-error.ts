import type { AiErrorCode } from '../contracts/error-code.ts';
import type { JsonValue } from '../contracts/text.ts';

const brand: unique symbol = Symbol.for('@org/ai.error') as never;

const retryableCodes: ReadonlySet<string> = new Set([
  'rate-limited',
  'overloaded',
  'circuit-open',
  'timeout',
  'truncated',
  'upstream',
  'unavailable',
]);

/** What an {@link AiError} may say beyond its code and message. */
export interface AiErrorOptions {
  /** @defaultValue true for rate-limited, overloaded, circuit-open, timeout, truncated, upstream and unavailable */
  readonly isRetryable?: boolean | undefined;
  readonly retryAfterMs?: number | undefined;
  /** Part of the answer had reached the caller. @defaultValue false */
  readonly isReleased?: boolean | undefined;
  readonly details?: Readonly<Record<string, JsonValue>> | undefined;
  readonly cause?: unknown;
}

/**
 * The one error class of the SDK: branch on `code`, show `message`, log `toJSON()`.
 * Messages and details never hold prompts, secrets or personal data. Branded with `Symbol.for('@org/ai.error')`, so that two installed versions know each other's.
 *
 * @example
 * ```ts
 * import { AiError } from '@org/ai-core';
 *
 * try {
 *   throw new AiError('invalid-input', 'limit must be a positive integer, got -1');
 * } catch (error) {
 *   if (AiError.is(error, 'invalid-input')) console.error(error.message);
 *   else throw error;
 * }
 * ```
 */
export class AiError<C extends AiErrorCode = AiErrorCode> extends Error {
  readonly code: C;
  readonly isRetryable: boolean;
  readonly retryAfterMs: number | undefined;
  readonly isReleased: boolean;
  readonly details: Readonly<Record<string, JsonValue>>;

  constructor(code: C, message: string, options: AiErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = code === 'aborted' ? 'AbortError' : 'AiError';
    this.code = code;
    this.isRetryable = options.isRetryable ?? retryableCodes.has(code);
    this.retryAfterMs = options.retryAfterMs;
    this.isReleased = options.isReleased ?? false;
    this.details = options.details ?? {};
    Object.defineProperty(this, brand, { value: true });
  }

  /** Whether a value is an AiError of this or another installed version, and of the given code if one is given. */
  static is(error: unknown): error is AiError;
  static is<C extends AiErrorCode>(error: unknown, code: C): error is AiError<C>;
  static is(error: unknown, code?: AiErrorCode): boolean {
    if (typeof error !== 'object' || error === null || !(brand in error)) return false;
    return code === undefined || (error as { readonly code?: unknown }).code === code;
  }

  /** What may be logged: no stack, no cause. */
  toJSON(): JsonValue {
    return {
      name: this.name,
      code: this.code,
      message: this.message,
      isRetryable: this.isRetryable,
      isReleased: this.isReleased,
      ...(this.retryAfterMs === undefined ? {} : { retryAfterMs: this.retryAfterMs }),
      ...(Object.keys(this.details).length === 0 ? {} : { details: this.details }),
    };
  }
}
