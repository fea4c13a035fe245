import { AiError, type DataPart, type Message, type Part } from '@org/ai-core';
import { parseJson } from '../internal/parse-json.ts';
import { fileDataTo } from './file-data.ts';
import { VENDOR, type AiSdkLanguageModel, type AiSdkMessage, type AiSdkPart } from './specification.ts';

type Version = AiSdkLanguageModel['specificationVersion'];

/**
 * Messages of a request as the SDK's prompt.
 * @throws AiError `invalid-input` for a system message that is not text
 */
export function promptOf(messages: readonly Message[], version: Version): readonly AiSdkMessage[] {
  return messages.map(({ role, content }): AiSdkMessage => {
    if (role !== 'system') return { role, content: content.flatMap((part) => partTo(part, version)) };
    const texts = content.map((part) => {
      if (part.type === 'text') return part.text;
      throw new AiError('invalid-input', `a system message holds a ${part.type} part; it takes text only`);
    });
    return { role, content: texts.join('\n\n') };
  });
}

function partTo(part: Part, version: Version): readonly AiSdkPart[] {
  switch (part.type) {
    case 'text':
    case 'refusal':
      return [{ type: 'text', text: part.text }];
    case 'file':
      return [{ type: 'file', mediaType: part.mediaType, data: fileDataTo(part.data, version) }];
    case 'reasoning': {
      const { text, opaque } = part;
      const signed = opaque === undefined ? {} : { providerOptions: { ...part.vendor, [VENDOR]: { opaque } } };
      return [{ type: 'reasoning', text, ...signed }];
    }
    case 'tool-call': {
      const input = part.arguments ?? parseJson(part.argumentsText) ?? {};
      return [{ type: 'tool-call', toolCallId: part.id, toolName: part.name, input }];
    }
    case 'tool-result': {
      const { id, name, content, isError } = part;
      return [
        { type: 'tool-result', toolCallId: id, toolName: name, output: outputTo(content, isError === true, version) },
      ];
    }
  }
}

function outputTo(content: readonly DataPart[], isError: boolean, version: Version): NonNullable<AiSdkPart['output']> {
  const texts = content.flatMap((part) => (part.type === 'text' ? [part.text] : []));
  if (isError || texts.length === content.length) {
    return { type: isError ? 'error-text' : 'text', value: texts.join('\n') };
  }
  const value = content.map((part) => {
    if (part.type === 'text') return { type: 'text', text: part.text };
    const { mediaType } = part;
    if (version === 'v4') return { type: 'file', mediaType, data: fileDataTo(part.data, version) };
    const data = fileDataTo(part.data, version);
    if (data instanceof URL) {
      return version === 'v3' ? { type: 'file-url', url: data.href } : { type: 'text', text: data.href };
    }
    const encoded = data instanceof Uint8Array ? base64(data) : data;
    return { type: version === 'v3' ? 'file-data' : 'media', mediaType, data: encoded };
  });
  return { type: 'content', value };
}

function base64(bytes: Uint8Array): string {
  let binary = '';
  for (let at = 0; at < bytes.length; at += 8_192) binary += String.fromCharCode(...bytes.subarray(at, at + 8_192));
  return btoa(binary);
}
