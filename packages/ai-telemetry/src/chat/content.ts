import type { ChatRequest, ChatResult, JsonValue, Part } from '@org/ai-core';
import { genAi } from '../semantic-conventions/gen-ai.ts';

/** The messages of a request in the shape of the conventions, for capture alone. Files are named by their media type, not included. */
export function requestContent<T>({ messages }: ChatRequest<T>): Record<string, JsonValue> {
  const shaped = messages.map(({ role, content }) => ({ role, parts: content.map(partContent) }));
  return { [genAi.inputMessages]: shaped };
}

/** The answer in the shape of the conventions, for capture alone. */
export function answerContent({ content, finishReason }: ChatResult<unknown>): Record<string, JsonValue> {
  const message = { role: 'assistant', parts: content.map(partContent), finish_reason: finishReason };
  return { [genAi.outputMessages]: [message] };
}

function partContent(part: Part): JsonValue {
  switch (part.type) {
    case 'text':
    case 'reasoning':
    case 'refusal':
      return { type: part.type, content: part.text };
    case 'file':
      return { type: 'blob', mime_type: part.mediaType };
    case 'tool-call':
      return { type: 'tool_call', id: part.id, name: part.name, arguments: part.argumentsText };
    case 'tool-result':
      return { type: 'tool_call_response', id: part.id, result: part.content.map(partContent) };
  }
}
