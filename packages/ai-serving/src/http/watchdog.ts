import { abortedError, AiError, throwIfDone, type CallContext, type Clock } from '@org/ai-core';
import type { ResolvedTimeouts } from './timeouts.ts';

/** Watches one call: fires its signal on the caller's cancel, the context's deadline, or a time limit. */
export interface Watchdog extends Disposable {
  /** Its reason is always an AiError. */
  readonly signal: AbortSignal;
  /** Data has arrived, or the reader asks for more. */
  alive(): void;
  /** The reader holds an event: until `alive` the silence is its own. */
  held(): void;
  /** The answer has begun: the idle limit replaces the first-token limit. */
  begun(): void;
  /** Ends the call from our side, for a reader that has left. */
  cancel(): void;
}

type Phase = 'first-token' | 'idle' | 'total' | 'deadline';

const remedies: Readonly<Record<Phase, string>> = {
  'first-token': 'no piece of the answer came within timeouts.firstTokenMs; retry, or raise the limit',
  idle: 'the upstream sent nothing for timeouts.idleMs; retry, or raise the limit',
  total: 'the answer took longer than timeouts.totalMs; ask for less, or raise the limit',
  deadline: 'the deadline of the call has passed; raise timeoutMs or ask for less',
};

/**
 * Starts watching. One timer serves all limits: data that arrives only notes the time, and the timer looks again when it fires.
 *
 * @throws AiError `aborted` or `timeout` when the context is done already
 */
export function startWatchdog(
  context: CallContext,
  clock: Clock,
  timeouts: ResolvedTimeouts,
  hasFirstToken: boolean,
): Watchdog {
  throwIfDone(context, clock);
  const controller = new AbortController();
  const startedMs = clock.monotonicMs();
  let aliveMs = startedMs;
  let hasBegun = false;
  let isHeld = false;
  let stop = new AbortController();

  const nextLimit = (): { readonly phase: Phase; readonly atMs: number } => {
    const limits: { readonly phase: Phase; readonly atMs: number }[] = [
      { phase: 'total', atMs: startedMs + timeouts.totalMs },
    ];
    if (context.deadlineMs !== undefined) limits.push({ phase: 'deadline', atMs: context.deadlineMs });
    if (hasBegun) limits.push({ phase: 'idle', atMs: (isHeld ? clock.monotonicMs() : aliveMs) + timeouts.idleMs });
    else if (hasFirstToken) limits.push({ phase: 'first-token', atMs: startedMs + timeouts.firstTokenMs });
    return limits.reduce((first, limit) => (limit.atMs < first.atMs ? limit : first));
  };
  const watch = async (stopped: AbortSignal): Promise<void> => {
    for (;;) {
      const { phase, atMs } = nextLimit();
      const leftMs = atMs - clock.monotonicMs();
      if (leftMs <= 0) {
        controller.abort(new AiError('timeout', remedies[phase], { details: { phase } }));
        return;
      }
      await clock.sleep(leftMs, stopped);
    }
  };
  const start = (): void => {
    watch(stop.signal).catch(() => undefined);
  };
  const onAbort = (): void => {
    if (context.signal !== undefined) controller.abort(abortedError(context.signal));
  };
  context.signal?.addEventListener('abort', onAbort, { once: true });
  start();

  return {
    signal: controller.signal,
    alive: () => {
      isHeld = false;
      aliveMs = clock.monotonicMs();
    },
    held: () => {
      isHeld = true;
    },
    begun: () => {
      if (hasBegun) return;
      hasBegun = true;
      aliveMs = clock.monotonicMs();
      // The idle limit may come before the one that the timer waits for.
      stop.abort();
      stop = new AbortController();
      start();
    },
    cancel: () => {
      controller.abort(new AiError('aborted', 'the reader left the stream'));
    },
    [Symbol.dispose]: () => {
      context.signal?.removeEventListener('abort', onAbort);
      stop.abort();
    },
  };
}

/** @throws AiError why the call ended, when its watchdog has fired */
export function throwIfFired(watchdog: Watchdog): void {
  if (watchdog.signal.aborted) throw watchdog.signal.reason as AiError;
}
