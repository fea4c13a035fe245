import {
  abortedError,
  contextSignal,
  throwIfDone,
  type CallContext,
  type Clock,
  type ContextSignal,
} from '@org/ai-core';

/** When a text under guard is over: the caller's abort, the deadline, or the end of the session. */
export interface SessionSignal {
  /** Fires on the caller's abort and deadline. */
  limit(): AbortSignal;
  /** Fires on those, and when the session is closed. */
  whole(): AbortSignal;
  /** @throws AiError `aborted` or `timeout` */
  throwIfOver(): void;
  close(): void;
}

/** Signals and timers are made for those who ask: on a short text they cost more than the work of most rails, which never do. */
export function createSessionSignal(context: CallContext, clock: Clock): SessionSignal {
  let limit: ContextSignal | undefined;
  let stop: AbortController | undefined;
  let whole: AbortSignal | undefined;
  let isClosed = false;
  const limitOf = (): AbortSignal => {
    if (limit === undefined) {
      limit = contextSignal(context, clock);
      if (isClosed) limit[Symbol.dispose]();
    }
    return limit.signal;
  };
  return {
    limit: limitOf,
    whole() {
      if (whole === undefined) {
        stop = new AbortController();
        if (isClosed) stop.abort();
        whole = AbortSignal.any([limitOf(), stop.signal]);
      }
      return whole;
    },
    throwIfOver() {
      if (limit?.signal.aborted === true) throw abortedError(limit.signal);
      throwIfDone(context, clock);
    },
    close() {
      isClosed = true;
      limit?.[Symbol.dispose]();
      stop?.abort();
    },
  };
}
