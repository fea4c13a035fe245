import type { JsonValue, Part } from '@org/ai-core';
import { parseJson } from '../internal/parse-json.ts';
import { fileDataFrom, fileDataTo } from './file-data.ts';
import { VENDOR, type AiSdkContent } from './specification.ts';

/** A piece of an answer as a part; undefined for what no part carries (sources, approval requests, data of a provider). */
export function partFromContent(content: AiSdkContent): Part | undefined {
  const { type, text = '', mediaType = 'application/octet-stream', toolCallId = '', toolName = '' } = content;
  switch (type) {
    case 'text':
      return { type, text };
    case 'reasoning': {
      const opaque = content.providerMetadata?.[VENDOR]?.['opaque'];
      const vendor = content.providerMetadata as Readonly<Record<string, JsonValue>> | undefined;
      return {
        type,
        text,
        ...(typeof opaque === 'string' ? { opaque } : {}),
        ...(vendor === undefined ? {} : { vendor }),
      };
    }
    case 'file':
      return { type, mediaType, data: fileDataFrom(content.data, mediaType) };
    case 'tool-call': {
      const argumentsText = content.input ?? '';
      return { type, id: toolCallId, name: toolName, argumentsText, arguments: parseJson(argumentsText) };
    }
    case 'tool-result': {
      const said = typeof content.result === 'string' ? content.result : JSON.stringify(content.result ?? null);
      const isError = content.isError === true ? { isError: true } : {};
      return { type, id: toolCallId, name: toolName, content: [{ type: 'text', text: said }], ...isError };
    }
    default:
      return undefined;
  }
}

/** A part of an answer as the SDK takes it. A refusal is text there; the reason why the model stopped tells. */
export function contentOf(part: Part, version: 'v3' | 'v4'): AiSdkContent {
  switch (part.type) {
    case 'text':
    case 'refusal':
      return { type: 'text', text: part.text };
    case 'reasoning': {
      const { text, opaque } = part;
      return {
        type: 'reasoning',
        text,
        ...(opaque === undefined ? {} : { providerMetadata: { [VENDOR]: { opaque } } }),
      };
    }
    case 'file':
      return { type: 'file', mediaType: part.mediaType, data: fileDataTo(part.data, version) };
    case 'tool-call':
      return { type: 'tool-call', toolCallId: part.id, toolName: part.name, input: part.argumentsText };
    case 'tool-result': {
      const result = part.content
        .map((piece) => (piece.type === 'text' ? piece.text : `[${piece.mediaType}]`))
        .join('\n');
      const isError = part.isError === true ? { isError: true } : {};
      return { type: 'tool-result', toolCallId: part.id, toolName: part.name, result, ...isError };
    }
  }
}
