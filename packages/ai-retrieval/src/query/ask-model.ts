import {
  AiError,
  abortedError,
  contextSignal,
  remainingMs,
  systemClock,
  type CallContext,
  type ChatModel,
  type ChatResult,
  type Clock,
  type JsonValue,
} from '@org/ai-core';

/** Why the question itself is searched for: the model refused, was cut off, said something else than asked for, took too long, or could not be reached. */
export type QueryFallback = 'refused' | 'truncated' | 'invalid-output' | 'timeout' | 'unavailable';

/** How a model is asked about a question. */
export interface QueryModelOptions {
  readonly model: ChatModel;
  /** Time for the answer, within the deadline of the context. @defaultValue 5_000 */
  readonly timeoutMs?: number | undefined;
  /** @defaultValue 256, for a hypothetical document 512 */
  readonly maxOutputTokens?: number | undefined;
  readonly clock?: Clock | undefined;
}

/** What the model said, as `read` took it, or why there is nothing. */
export type ModelAnswer<T> =
  { readonly value: T; readonly fallback?: undefined } | { readonly fallback: QueryFallback };

const longestQuestion = 8_192;

/** @throws AiError `invalid-input`, `payload-too-large` */
export function checkQuestion(question: string): string {
  if (typeof question !== 'string' || question.trim() === '')
    throw new AiError('invalid-input', 'question must be a text that is not empty');
  if (question.length > longestQuestion)
    throw new AiError('payload-too-large', `question has more than ${String(longestQuestion)} characters; shorten it`);
  return question;
}

/**
 * Asks a model for a short text. What people wrote goes in as data, in a message of its own that is marked as untrusted; the instructions are this package's alone.
 *
 * @throws AiError `aborted`, `timeout` of the caller's own deadline, and faults that another question would meet too (such as `unauthenticated` or `budget-exceeded`)
 */
export async function askModel<T>(
  options: QueryModelOptions,
  ask: {
    readonly instructions: string;
    readonly data: JsonValue;
    readonly maxOutputTokens: number;
    /** Undefined for what is not as it was asked for. */
    readonly read: (text: string) => T | undefined;
  },
  context: CallContext,
): Promise<ModelAnswer<T>> {
  const { model, timeoutMs = 5_000, maxOutputTokens = ask.maxOutputTokens, clock = systemClock } = options;
  if (!(timeoutMs > 0)) throw new AiError('invalid-input', 'timeoutMs must be a number of milliseconds above 0');
  const deadlineMs = Math.min(clock.monotonicMs() + timeoutMs, context.deadlineMs ?? Infinity);
  const limit = contextSignal({ ...context, deadlineMs }, clock);
  const origin = { trust: 'untrusted', sources: [] } as const;
  try {
    const answer = model.generate(
      {
        messages: [
          { role: 'system', content: [{ type: 'text', text: ask.instructions }] },
          { role: 'user', content: [{ type: 'text', text: JSON.stringify(ask.data), origin }] },
        ],
        maxOutputTokens,
        temperature: 0,
      },
      { ...context, deadlineMs, signal: limit.signal },
    );
    return readAnswer(await within(answer, limit.signal), ask.read);
  } catch (error) {
    const isOwnLimit = AiError.is(error, 'timeout') && remainingMs(context, clock) !== 0;
    if (context.signal?.aborted === true || (AiError.is(error, 'timeout') && !isOwnLimit)) throw error;
    return { fallback: fallbackOf(error) };
  } finally {
    limit[Symbol.dispose]();
  }
}

/** A model that does not look at its context is not waited for. */
function within<R>(work: Promise<R>, signal: AbortSignal): Promise<R> {
  return new Promise((resolve, reject) => {
    const stop = (): void => {
      reject(abortedError(signal));
    };
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop, { once: true });
    work.then(resolve, reject).finally(() => {
      signal.removeEventListener('abort', stop);
    });
  });
}

function readAnswer<T>(result: ChatResult, read: (text: string) => T | undefined): ModelAnswer<T> {
  const { finishReason, content, text } = result;
  if (finishReason === 'length') return { fallback: 'truncated' };
  const isRefusal = finishReason === 'refusal' || finishReason === 'content-filter' || finishReason === 'blocked';
  if (isRefusal || content.some(({ type }) => type === 'refusal')) return { fallback: 'refused' };
  const value = finishReason === 'stop' ? read(text.trim()) : undefined;
  return value === undefined ? { fallback: 'invalid-output' } : { value };
}

/** @throws what would meet every other question too */
function fallbackOf(error: unknown): QueryFallback {
  if (AiError.is(error, 'timeout')) return 'timeout';
  if (AiError.is(error, 'truncated')) return 'truncated';
  if (AiError.is(error, 'blocked')) return 'refused';
  if (AiError.is(error, 'protocol')) return 'invalid-output';
  if (AiError.is(error) && error.isRetryable) return 'unavailable';
  throw error;
}
