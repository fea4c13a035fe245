import { AiError, type Clock } from '@org/ai-core';

/** How long a writer waits for the others. */
export interface TurnOptions {
  readonly clock: Clock;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

const firstPauseMs = 10;
const longestPauseMs = 250;

/**
 * Does the work of a writer of an index, which only one process at a time may be: while another one is, it is tried again.
 *
 * @throws AiError `conflict` when it was nobody else's turn for too long, `aborted`, and what the work throws
 */
export async function inTurn<R>(work: () => Promise<R>, { clock, timeoutMs, signal }: TurnOptions): Promise<R> {
  const endMs = clock.monotonicMs() + timeoutMs;
  for (let pauseMs = firstPauseMs; ; pauseMs = Math.min(pauseMs * 2, longestPauseMs)) {
    try {
      return await work();
    } catch (error) {
      // Nothing was written then: a writer takes its turn before it reads the first document.
      if (!AiError.is(error, 'conflict') || clock.monotonicMs() >= endMs) throw error;
    }
    await clock.sleep(pauseMs, signal);
  }
}
