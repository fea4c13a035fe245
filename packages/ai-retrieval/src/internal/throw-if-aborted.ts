import { AiError } from '@org/ai-core';

/** @throws AiError `aborted` when the signal has fired */
export function throwIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted === true) throw new AiError('aborted', 'the operation was cancelled', { cause: signal.reason });
}
