import type { DataPart, Message, Part } from '@org/ai-core';
import type { ChatBody, WireMessage, WirePart } from './protocol.ts';

/** The texts of a request in the order in which they stand, as messages that a guard reads. Files keep their place as empty texts. */
export function messagesOf(body: ChatBody): readonly Message[] {
  return body.messages.map((message): Message => {
    const role = roleOf(message.role);
    const texts = partsOf(message).map((part): DataPart => ({ type: 'text', text: part.text ?? '' }));
    if (role !== 'tool') return { role, content: texts };
    return { role, content: [{ type: 'tool-result', id: message.tool_call_id ?? '', name: '', content: texts }] };
  });
}

/** The same request with other texts, in the same order. */
export function withTexts(body: ChatBody, messages: readonly Message[]): ChatBody {
  return {
    ...body,
    messages: body.messages.map((message, index) => withText(message, textsOf(messages[index]?.content ?? []))),
  };
}

function withText(message: WireMessage, texts: readonly string[]): WireMessage {
  if (typeof message.content === 'string') return { ...message, content: texts[0] ?? '' };
  if (!Array.isArray(message.content)) return message;
  const parts = message.content as readonly WirePart[];
  const content = parts.map((part, place) => (part.text === undefined ? part : { ...part, text: texts[place] ?? '' }));
  return { ...message, content };
}

function textsOf(parts: readonly Part[]): readonly string[] {
  return parts.flatMap((part) => {
    if (part.type === 'tool-result') return textsOf(part.content);
    return part.type === 'text' ? [part.text] : [''];
  });
}

function partsOf({ content }: WireMessage): readonly WirePart[] {
  if (typeof content === 'string') return [{ type: 'text', text: content }];
  return Array.isArray(content) ? (content as readonly WirePart[]) : [];
}

/** `developer` is what newer models call `system`; what has no known role is taken for what a tool said, which nobody trusts. */
function roleOf(role: string): Message['role'] {
  if (role === 'system' || role === 'developer') return 'system';
  return role === 'user' || role === 'assistant' ? role : 'tool';
}
