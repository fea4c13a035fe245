import { AiError, type Clock } from '@org/ai-core';

const mostAttempts = 6;
const firstPauseMs = 200;
const longestPauseMs = 10_000;

/** Tries again, with growing pauses, as long as the fault says that it may help. */
export async function withRetries<T>(
  work: () => Promise<T>,
  { clock, signal }: { readonly clock: Clock; readonly signal: AbortSignal | undefined },
): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      if (!AiError.is(error) || !error.isRetryable || attempt === mostAttempts) throw error;
      await clock.sleep(Math.min(longestPauseMs, firstPauseMs * 2 ** (attempt - 1)), signal);
    }
  }
}
