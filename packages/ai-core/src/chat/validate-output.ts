import type { FinishReason, OutputSchema } from '../contracts/chat-model.ts';
import { AiError } from '../errors/ai-error.ts';

/**
 * Parses and validates the text of a structured answer: for transports and adapters, so that all of them mean the same by
 * `object`. Without a schema, with one whose validation is deferred, and on the way to tool calls, the object is undefined.
 *
 * @throws AiError `truncated` when the answer was cut by the token limit, `blocked` when it was refused or filtered,
 *   `protocol` (retryable) when it is not JSON or does not match the schema; the message repeats nothing of the answer
 */
export async function validateOutput<T>(
  output: OutputSchema<T> | undefined,
  text: string,
  finishReason: FinishReason,
): Promise<T> {
  if (output === undefined || output.isDeferred === true || finishReason === 'tool-calls') return undefined as T;
  if (finishReason === 'length') {
    throw new AiError('truncated', 'the structured answer was cut by the token limit; raise maxOutputTokens', {
      isRetryable: false,
    });
  }
  if (finishReason === 'refusal' || finishReason === 'content-filter' || finishReason === 'blocked') {
    throw new AiError('blocked', `the model gave no structured answer (${finishReason})`);
  }
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    throw new AiError(
      'protocol',
      `the answer is not JSON although output '${output.name}' asked for it; retry the call`,
      { isRetryable: true },
    );
  }
  const outcome = (await output.schema['~standard'].validate(parsed)) as {
    readonly value: T;
    readonly issues?: readonly unknown[] | undefined;
  };
  if (outcome.issues !== undefined) {
    throw new AiError(
      'protocol',
      `the answer does not match output '${output.name}' (${String(outcome.issues.length)} issues); retry the call`,
      {
        isRetryable: true,
        details: { issues: outcome.issues.length },
      },
    );
  }
  return outcome.value;
}
