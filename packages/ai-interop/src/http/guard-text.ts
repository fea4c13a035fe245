import { AiError, type CallContext } from '@org/ai-core';
import type { Guard } from '@org/ai-guardrails';

/** Text of an answer behind a guard, as it arrives. @throws AiError `blocked` or `forbidden` where a rail ends it */
export async function* guardText(
  guard: Guard,
  source: AsyncIterable<string>,
  context: CallContext,
): AsyncGenerator<string, void> {
  const stream = guard.stream({ stage: 'output', context });
  yield* stream.transform(source);
  throwIfStopped(await stream.decision);
}

export function throwIfStopped(decision: Awaited<ReturnType<Guard['check']>>): void {
  if (decision.action === 'block') throw new AiError('blocked', decision.reason);
  if (decision.action === 'require-approval') throw new AiError('forbidden', decision.reason);
}
