import { AiError, type JsonValue } from '@org/ai-core';

/** An error in the form that crosses from one thread to another. */
export interface TransferredError {
  readonly code: string;
  readonly message: string;
  readonly isRetryable: boolean;
  readonly details: Readonly<Record<string, JsonValue>>;
}

/** Takes an error apart. The message of an error that is not ours may quote the data, so it is left behind. */
export function packError(error: unknown): TransferredError {
  if (AiError.is(error)) {
    const { code, message, isRetryable, details } = error;
    return { code, message, isRetryable, details };
  }
  const name = error instanceof Error ? error.name : typeof error;
  return {
    code: 'internal',
    message: `a worker thread of @org/ai-inference failed with ${name}`,
    isRetryable: false,
    details: {},
  };
}

/** Puts an error together again. */
export function unpackError({ code, message, isRetryable, details }: TransferredError): AiError {
  return new AiError(code, message, { isRetryable, details });
}
