import type { CallContext } from '../contracts/caller.ts';
import type { OperationName, OperationSpan, Telemetry } from '../contracts/ports.ts';
import type { JsonValue } from '../contracts/text.ts';

/**
 * Runs work inside a telemetry span that ends exactly once, with the error if the work throws.
 *
 * @example
 * ```ts
 * import { noopTelemetry, withOperation } from '@org/ai-core';
 *
 * const length = await withOperation(noopTelemetry, 'retrieval', {}, undefined, async (span) => {
 *   span.set({ 'ai.retrieval.candidates': 3 });
 *   return 3;
 * });
 * ```
 */
export async function withOperation<R>(
  telemetry: Telemetry,
  name: OperationName,
  attributes: Readonly<Record<string, JsonValue | undefined>>,
  context: CallContext | undefined,
  work: (span: OperationSpan) => Promise<R>,
): Promise<R> {
  const span = telemetry.start(name, attributes, context);
  let result: R;
  try {
    result = await span.run(() => work(span));
  } catch (error) {
    span.end(error ?? new Error('rejected without a reason'));
    throw error;
  }
  span.end();
  return result;
}
