import { AiError, type DataPart, type JsonValue, type Message, type Part } from '@org/ai-core';
import { fileDataFrom } from './file-data.ts';
import { VENDOR, type AiSdkMessage, type AiSdkPart, type AiSdkToolOutput } from './specification.ts';

/**
 * Messages of a call that the SDK makes.
 * @throws AiError `unsupported` for parts that only their provider understands
 */
export function messagesFrom(prompt: readonly AiSdkMessage[]): readonly Message[] {
  return prompt.map(({ role, content }): Message => {
    if (typeof content === 'string') return { role, content: [{ type: 'text', text: content }] };
    // An answer to an approval request is for the SDK's own loop: no model reads it.
    const parts = content.filter((part) => part.type !== 'tool-approval-response');
    return { role, content: parts.map((part) => partFrom(part)) };
  });
}

function partFrom(part: AiSdkPart): Part {
  const { type, text = '', mediaType = 'application/octet-stream', toolCallId = '', toolName = '' } = part;
  switch (type) {
    case 'text':
      return { type, text };
    case 'file':
      return { type, mediaType, data: fileDataFrom(part.data, mediaType) };
    case 'reasoning': {
      const opaque = part.providerOptions?.[VENDOR]?.['opaque'];
      return { type, text, ...(typeof opaque === 'string' ? { opaque } : {}) };
    }
    case 'tool-call':
      return {
        type,
        id: toolCallId,
        name: toolName,
        argumentsText: typeof part.input === 'string' ? part.input : JSON.stringify(part.input ?? {}),
        arguments: part.input as JsonValue,
      };
    case 'tool-result':
      return { type, id: toolCallId, name: toolName, ...outputFrom(part.output) };
    default:
      throw new AiError('unsupported', `parts of type "${type}" cannot be sent; leave them out of the messages`);
  }
}

function outputFrom(output: AiSdkToolOutput | undefined): {
  readonly content: readonly DataPart[];
  readonly isError?: boolean;
} {
  const { type = 'text', value, reason } = output ?? {};
  const isError = type.startsWith('error') || type === 'execution-denied' ? { isError: true } : {};
  if (type === 'execution-denied') return { content: [textPart(reason ?? 'the call was not allowed')], ...isError };
  if (type !== 'content' || !Array.isArray(value)) {
    return { content: [textPart(typeof value === 'string' ? value : JSON.stringify(value ?? null))], ...isError };
  }
  return { content: (value as readonly AiSdkPart[]).map(dataPartFrom), ...isError };
}

/** A file is `media` in version 2, `file-data` or `file-url` and the like in version 3. Other kinds are data of a provider. */
function dataPartFrom(part: AiSdkPart): DataPart {
  const { type, text, data = part.url, mediaType = 'application/octet-stream' } = part;
  if (type === 'text') return textPart(text ?? '');
  if (data === undefined) throw new AiError('unsupported', `tool results of type "${type}" cannot be sent`);
  return { type: 'file', mediaType, data: fileDataFrom(data, mediaType) };
}

function textPart(text: string): DataPart {
  return { type: 'text', text };
}
