import { AiError } from './ai-error.ts';

/**
 * The error that a cancelled operation rejects with: `aborted`, or the signal's own reason when that is an AiError already (a deadline's `timeout`).
 */
export function abortedError(signal: AbortSignal): AiError {
  const reason: unknown = signal.reason;
  if (AiError.is(reason)) return reason;
  if (reason instanceof Error && reason.name === 'TimeoutError') {
    return new AiError('timeout', 'the operation took longer than its time limit; raise the limit or retry', {
      cause: reason,
    });
  }
  return new AiError('aborted', 'the operation was cancelled by its caller', { cause: reason });
}
