import type { ChatEvent, ChatResult } from '../contracts/chat-model.ts';
import { AiError } from '../errors/ai-error.ts';

/**
 * Reads a stream to its end and returns the result of its `finish` event.
 *
 * @throws AiError `truncated` when the stream ends without `finish`: part of an answer is never returned as an answer
 * @example
 * ```ts
 * import { collect, type CallContext, type ChatModel } from '@org/ai-core';
 *
 * export async function ask(model: ChatModel, question: string, context: CallContext): Promise<string> {
 *   const messages = [{ role: 'user', content: [{ type: 'text', text: question }] }] as const;
 *   return (await collect(model.stream({ messages }, context))).text;
 * }
 * ```
 */
export async function collect<T>(stream: AsyncIterable<ChatEvent<T>>): Promise<ChatResult<T>> {
  let result: ChatResult<T> | undefined;
  let hasText = false;
  for await (const event of stream) {
    if (result !== undefined) throw new AiError('protocol', 'the stream went on after its finish event');
    if (event.type === 'finish') result = event.result;
    else if (event.type === 'text-delta') hasText = true;
  }
  if (result === undefined) {
    throw new AiError('truncated', 'the stream ended before the answer was complete; retry the call', {
      isReleased: hasText,
    });
  }
  return result;
}
