import { AiError } from '@org/ai-core';
import type { Answer, AnswerEvent } from './answer.ts';

/**
 * Reads an answer's events to their end.
 *
 * @throws AiError `truncated` when they end without `finish`, and whatever the events fail with
 * @example
 * ```ts
 * import { collectAnswer, type Answer, type RagAssistant } from '@org/ai-blueprints';
 * import type { CallContext } from '@org/ai-core';
 *
 * export function whole(assistant: RagAssistant, question: string, context: CallContext): Promise<Answer> {
 *   return collectAnswer(assistant.ask({ question }, context));
 * }
 * ```
 */
export async function collectAnswer(events: AsyncIterable<AnswerEvent>): Promise<Answer> {
  let answer: Answer | undefined;
  for await (const event of events) if (event.type === 'finish') answer = event.answer;
  if (answer === undefined) throw new AiError('truncated', 'the answer ended without its finish event; ask again');
  return answer;
}
