import type { CallContext, ChatModel } from '@org/ai-core';
import { createGuard, egressRail, type Guard } from '@org/ai-guardrails';
import { testContext } from '@org/ai-testing';
import { createRagAssistant, type Answer, type AnswerEvent, type RagAssistantOptions } from '../src/index.ts';
import { createFakeIndex, type FakeDocument } from './fake-index.ts';

/** A guard that keeps links and images in. */
export function strictGuard(): Guard {
  return createGuard({ rails: [egressRail()] });
}

/** Everything that an assistant says to one question. */
export async function ask(
  documents: readonly FakeDocument[],
  model: ChatModel,
  options: Partial<RagAssistantOptions> & { readonly question?: string; readonly context?: CallContext } = {},
): Promise<{ readonly events: readonly AnswerEvent[]; readonly answer: Answer; readonly streamed: string }> {
  const { question = 'When is a refund paid?', context = testContext(), ...parts } = options;
  const assistant = createRagAssistant({ index: createFakeIndex(documents), model, guard: strictGuard(), ...parts });
  const events: AnswerEvent[] = [];
  for await (const event of assistant.ask({ question }, context)) events.push(event);
  const last = events.at(-1);
  if (last?.type !== 'finish') throw new Error('no finish event');
  const streamed = events.map((event) => (event.type === 'text-delta' ? event.text : '')).join('');
  return { events, answer: last.answer, streamed };
}
