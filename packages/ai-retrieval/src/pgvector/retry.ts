import { AiError, throwIfDone, type CallContext, type Clock } from '@org/ai-core';
import { asAiError, isTransient } from './database-error.ts';

const mostAttempts = 8;
const firstDelayMs = 50;

/**
 * Runs work again, a little later each time, when the database was lost meanwhile: the work must bear that.
 * `isRetried` names further failures that pass, given whether the database has been lost before.
 *
 * @throws AiError `unavailable` when the database stays away, `aborted`, `timeout`
 */
export async function withRetries<R>(
  context: CallContext,
  clock: Clock,
  work: () => Promise<R>,
  isRetried: (error: unknown, wasLost: boolean) => boolean = () => false,
): Promise<R> {
  let wasLost = false;
  for (let attempt = 1; ; attempt++) {
    throwIfDone(context, clock);
    try {
      return await work();
    } catch (error) {
      // A connection that was given up for the caller's sake looks like one that was lost.
      throwIfDone(context, clock);
      const isLost = isTransient(error);
      if (!isLost && !isRetried(error, wasLost)) throw asAiError(error);
      wasLost ||= isLost;
      if (attempt === mostAttempts)
        throw isLost
          ? new AiError('unavailable', 'the database cannot be reached; try again later', { cause: error })
          : error;
      await clock.sleep(firstDelayMs * 2 ** (attempt - 1), context.signal);
    }
  }
}
