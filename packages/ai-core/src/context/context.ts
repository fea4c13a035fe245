import type { CallContext } from '../contracts/caller.ts';
import type { Clock } from '../contracts/ports.ts';
import { systemClock } from '../clock/system-clock.ts';
import { abortedError } from '../errors/aborted.ts';
import { AiError } from '../errors/ai-error.ts';
import { checkPrincipal } from '../principal/principal.ts';

/** What a context is made from: a principal, and anything else a {@link CallContext} holds. */
export interface ContextOptions extends Omit<CallContext, 'requestId' | 'deadlineMs'> {
  /** @defaultValue a random UUID */
  readonly requestId?: string | undefined;
  /** Time from now after which the call fails with `timeout`. @defaultValue none */
  readonly timeoutMs?: number | undefined;
  readonly clock?: Clock | undefined;
}

/**
 * Makes the context that every call carries.
 *
 * @throws AiError `unauthenticated` when the principal is missing or not valid
 * @example
 * ```ts
 * import { createContext, createServicePrincipal } from '@org/ai-core';
 *
 * const principal = createServicePrincipal({ tenant: 'meridian', subject: 'nightly-eval' });
 * const context = createContext({ principal, timeoutMs: 30_000, feature: 'evaluation' });
 * ```
 */
export function createContext(options: ContextOptions): CallContext {
  const { principal, requestId = crypto.randomUUID(), timeoutMs, clock = systemClock, ...rest } = options;
  if (timeoutMs !== undefined && !(timeoutMs >= 0))
    throw new AiError('invalid-input', 'timeoutMs must be a number of milliseconds, 0 or more');
  return {
    ...rest,
    principal: checkPrincipal(principal),
    requestId,
    ...(timeoutMs === undefined ? {} : { deadlineMs: clock.monotonicMs() + timeoutMs }),
  };
}

/** Milliseconds until the deadline, never below 0; undefined without a deadline. */
export function remainingMs(context: CallContext, clock: Clock = systemClock): number | undefined {
  return context.deadlineMs === undefined ? undefined : Math.max(0, context.deadlineMs - clock.monotonicMs());
}

/** @throws AiError `aborted` when the caller has cancelled, `timeout` when the deadline has passed */
export function throwIfDone(context: CallContext, clock: Clock = systemClock): void {
  if (context.signal?.aborted === true) throw abortedError(context.signal);
  if (remainingMs(context, clock) === 0) throw deadlinePassed();
}

/** A signal that stops listening when disposed. */
export interface ContextSignal extends Disposable {
  readonly signal: AbortSignal;
}

/**
 * A signal that fires when the caller cancels or the deadline passes (its reason is then an AiError `timeout`); one that has passed already gives a signal that has fired. Dispose it when the work is done, so that no timer stays behind.
 *
 * @example
 * ```ts
 * import { contextSignal, createContext, createServicePrincipal } from '@org/ai-core';
 *
 * const context = createContext({ principal: createServicePrincipal({ tenant: 't', subject: 's' }), timeoutMs: 1_000 });
 * const deadline = contextSignal(context);
 * try {
 *   await fetch('http://127.0.0.1:8080/health', { signal: deadline.signal });
 * } finally {
 *   deadline[Symbol.dispose]();
 * }
 * ```
 */
export function contextSignal(context: CallContext, clock: Clock = systemClock): ContextSignal {
  const controller = new AbortController();
  const onAbort = (): void => {
    if (context.signal !== undefined) controller.abort(abortedError(context.signal));
  };
  if (context.signal?.aborted === true) onAbort();
  context.signal?.addEventListener('abort', onAbort, { once: true });
  const stop = new AbortController();
  const left = remainingMs(context, clock);
  // At once, not by a timer of 0 ms: work that answers within the same turn would win against it.
  if (left === 0 && !controller.signal.aborted) controller.abort(deadlinePassed());
  if (left !== undefined && !controller.signal.aborted) {
    clock.sleep(left, stop.signal).then(
      () => {
        controller.abort(deadlinePassed());
      },
      () => undefined,
    );
  }
  return {
    signal: controller.signal,
    [Symbol.dispose]() {
      context.signal?.removeEventListener('abort', onAbort);
      // A reason that is there already: without one, each call would build an error with a stack that nobody reads.
      stop.abort(disposed);
    },
  };
}

const disposed = new AiError('aborted', 'the work of this signal is done');

function deadlinePassed(): AiError<'timeout'> {
  return new AiError('timeout', 'the deadline of the call has passed; raise timeoutMs or ask for less');
}
