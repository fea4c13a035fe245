import type { DataPart, Message, Part } from '@org/ai-core';
import type { ChatBody, WireMessage, WirePart } from './protocol.ts';

/** The texts of a request in the order in which they stand, as messages that a guard reads. Files keep their place as empty texts. */
export function messagesOf(body: ChatBody): readonly Message[] {
  return body.messages.map((message): Message => {
    const role = roleOf(message.role);
    const texts = partsOf(message).map((part): DataPart => ({ type: 'text', text: part.text ?? part.refusal ?? '' }));
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
  const { content } = message;
  const refusal = typeof message.refusal === 'string' ? { refusal: texts.at(-1) ?? '' } : {};
  if (typeof content === 'string') return { ...message, ...refusal, content: texts[0] ?? '' };
  if (!Array.isArray(content)) return { ...message, ...refusal };
  const parts = (content as readonly WirePart[]).map((part, place): WirePart => {
    if (part.text !== undefined) return { ...part, text: texts[place] ?? '' };
    return part.refusal === undefined ? part : { ...part, refusal: texts[place] ?? '' };
  });
  return { ...message, ...refusal, content: parts };
}

function textsOf(parts: readonly Part[]): readonly string[] {
  return parts.flatMap((part) => {
    if (part.type === 'tool-result') return textsOf(part.content);
    return part.type === 'text' ? [part.text] : [''];
  });
}

/** The parts of the content, then the refusal where there is one. */
function partsOf({ content, refusal }: WireMessage): readonly WirePart[] {
  const last = typeof refusal === 'string' ? [{ type: 'refusal', refusal }] : [];
  if (typeof content === 'string') return [{ type: 'text', text: content }, ...last];
  return Array.isArray(content) ? [...(content as readonly WirePart[]), ...last] : last;
}

/** `developer` is what newer models call `system`; what has no known role is taken for what a tool said, which nobody trusts. */
function roleOf(role: string): Message['role'] {
  if (role === 'system' || role === 'developer') return 'system';
  return role === 'user' || role === 'assistant' ? role : 'tool';
}
