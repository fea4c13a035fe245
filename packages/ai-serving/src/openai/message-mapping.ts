import { AiError, type DataPart, type JsonValue, type Message } from '@org/ai-core';

type Fields = Readonly<Record<string, JsonValue>>;

/**
 * Maps messages to the OpenAI protocol. User messages with several parts stay lists of parts; reasoning is not sent back.
 *
 * @throws AiError `unsupported` for a file that the protocol cannot carry, `invalid-input` for a part in the wrong role
 */
export function mapMessages(messages: readonly Message[]): readonly JsonValue[] {
  return messages.flatMap((message, index) => {
    const where = `messages[${String(index)}]`;
    switch (message.role) {
      case 'system':
        return [{ role: 'system', content: textOnly(message, where) }];
      case 'user':
        return [{ role: 'user', content: userContent(message, where) }];
      case 'assistant':
        return [assistantMessage(message, where)];
      case 'tool':
        return toolMessages(message, where);
    }
  });
}

function userContent(message: Message, where: string): JsonValue {
  const parts = message.content.map((part) => {
    if (part.type !== 'text' && part.type !== 'file') throw wrongPart(where, part.type);
    return part;
  });
  const [first] = parts;
  if (parts.length === 1 && first?.type === 'text') return first.text;
  return parts.map((part) => mapDataPart(part, where));
}

function assistantMessage(message: Message, where: string): Fields {
  const text: string[] = [];
  const refusals: string[] = [];
  const calls: JsonValue[] = [];
  for (const part of message.content) {
    if (part.type === 'text') text.push(part.text);
    else if (part.type === 'refusal') refusals.push(part.text);
    else if (part.type === 'tool-call') {
      calls.push({ id: part.id, type: 'function', function: { name: part.name, arguments: part.argumentsText } });
    } else if (part.type !== 'reasoning') throw wrongPart(where, part.type);
  }
  return {
    role: 'assistant',
    content: text.length === 0 && calls.length > 0 ? null : text.join(''),
    ...(refusals.length === 0 ? {} : { refusal: refusals.join('') }),
    ...(calls.length === 0 ? {} : { tool_calls: calls }),
  };
}

function toolMessages(message: Message, where: string): readonly JsonValue[] {
  return message.content.map((part) => {
    if (part.type !== 'tool-result') throw wrongPart(where, part.type);
    const text = part.content.map((piece) => {
      if (piece.type === 'text') return piece.text;
      throw new AiError(
        'unsupported',
        `${where}: a tool result over the OpenAI protocol carries text only, not ${piece.mediaType}`,
      );
    });
    return { role: 'tool', tool_call_id: part.id, content: (part.isError === true ? 'Error: ' : '') + text.join('\n') };
  });
}

function textOnly(message: Message, where: string): string {
  return message.content
    .map((part) => {
      if (part.type !== 'text') throw wrongPart(where, part.type);
      return part.text;
    })
    .join('\n\n');
}

function mapDataPart(part: DataPart, where: string): JsonValue {
  if (part.type === 'text') return { type: 'text', text: part.text };
  const { mediaType } = part;
  if (mediaType.startsWith('image/')) return { type: 'image_url', image_url: { url: fileUrl(part, where) } };
  if (mediaType === 'application/pdf') {
    return { type: 'file', file: { filename: 'document.pdf', file_data: dataUrl(part, where) } };
  }
  const format = ({ 'audio/wav': 'wav', 'audio/mpeg': 'mp3' } as const)[mediaType as 'audio/wav'] as string | undefined;
  if (format !== undefined) {
    const url = dataUrl(part, where);
    return { type: 'input_audio', input_audio: { data: url.slice(url.indexOf(',') + 1), format } };
  }
  throw new AiError(
    'unsupported',
    `${where}: files of type ${mediaType} cannot be sent; use image/*, application/pdf, audio/wav or audio/mpeg`,
  );
}

type FilePart = Extract<DataPart, { type: 'file' }>;

function fileUrl(part: FilePart, where: string): string {
  if (typeof part.data === 'string' && part.data.startsWith('https://')) return part.data;
  return dataUrl(part, where);
}

function dataUrl(part: FilePart, where: string): string {
  if (typeof part.data !== 'string')
    return `data:${part.mediaType};base64,${Buffer.from(part.data).toString('base64')}`;
  if (/^data:[^,]{0,200};base64,/.test(part.data)) return part.data;
  throw new AiError(
    'invalid-input',
    `${where}: file data must be bytes or a base64 data: URL (images also an https: URL)`,
  );
}

function wrongPart(where: string, type: string): AiError {
  return new AiError('invalid-input', `${where} holds a ${type} part, which its role does not take`);
}
