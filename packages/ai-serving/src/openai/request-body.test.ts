import type { AiError } from '@org/ai-core';
import { type ChatRequest, type StandardSchema } from '@org/ai-core';
import { describe, expect, it } from 'vitest';
import { requestBody } from './request-body.ts';

const supports = {
  tools: true,
  structuredOutput: 'strict',
  streaming: true,
  logprobs: true,
  continuation: false,
} as const;
const schema: StandardSchema<unknown> = {
  '~standard': { version: 1, vendor: 'test', validate: (value) => ({ value }) },
};
const body = (request: Partial<ChatRequest<unknown>>, isStream = false): unknown =>
  requestBody({ messages: [], ...request }, { model: 'm', isStream, maxTokensField: 'max_tokens', supports });

describe('requestBody', () => {
  it('maps every field of a request', () => {
    const mapped = body(
      {
        tools: [
          { name: 'find', description: 'Finds.', inputSchema: { type: 'object' }, effect: 'read', isStrict: true },
        ],
        toolChoice: { name: 'find' },
        output: { name: 'answer', schema, jsonSchema: { type: 'object' } },
        maxOutputTokens: 10,
        temperature: 0,
        topP: 0.5,
        seed: 7,
        stop: ['END'],
        reasoning: 'low',
        topLogprobs: 3,
        vendor: { user: 'u', repetition_penalty: 1.1 },
      },
      true,
    );
    expect(mapped).toEqual({
      user: 'u',
      repetition_penalty: 1.1,
      model: 'm',
      messages: [],
      stream: true,
      stream_options: { include_usage: true },
      tools: [
        {
          type: 'function',
          function: { name: 'find', description: 'Finds.', parameters: { type: 'object' }, strict: true },
        },
      ],
      tool_choice: { type: 'function', function: { name: 'find' } },
      response_format: {
        type: 'json_schema',
        json_schema: { name: 'answer', schema: { type: 'object' }, strict: true },
      },
      max_tokens: 10,
      temperature: 0,
      top_p: 0.5,
      seed: 7,
      stop: ['END'],
      reasoning_effort: 'low',
      logprobs: true,
      top_logprobs: 3,
    });
  });

  it('leaves out what the request leaves out', () => {
    expect(body({})).toEqual({ model: 'm', messages: [] });
  });

  it('maps messages of every role and part', () => {
    const messages: ChatRequest['messages'] = [
      {
        role: 'system',
        content: [
          { type: 'text', text: 'a' },
          { type: 'text', text: 'b' },
        ],
      },
      { role: 'user', content: [{ type: 'text', text: 'one' }] },
      {
        role: 'user',
        content: [
          { type: 'text', text: 'two' },
          { type: 'file', mediaType: 'image/png', data: Uint8Array.of(1, 2) },
          { type: 'file', mediaType: 'image/png', data: 'https://example.com/a.png' },
          { type: 'file', mediaType: 'audio/wav', data: 'data:audio/wav;base64,AQI=' },
        ],
      },
      {
        role: 'assistant',
        content: [
          { type: 'reasoning', text: 'not sent' },
          { type: 'tool-call', id: 'c', name: 'f', argumentsText: '{}', arguments: {} },
        ],
      },
      {
        role: 'tool',
        content: [{ type: 'tool-result', id: 'c', name: 'f', content: [{ type: 'text', text: 'no' }], isError: true }],
      },
      { role: 'assistant', content: [{ type: 'refusal', text: 'never' }] },
    ];
    expect(body({ messages })).toMatchObject({
      messages: [
        { role: 'system', content: 'a\n\nb' },
        { role: 'user', content: 'one' },
        {
          role: 'user',
          content: [
            { type: 'text', text: 'two' },
            { type: 'image_url', image_url: { url: 'data:image/png;base64,AQI=' } },
            { type: 'image_url', image_url: { url: 'https://example.com/a.png' } },
            { type: 'input_audio', input_audio: { data: 'AQI=', format: 'wav' } },
          ],
        },
        {
          role: 'assistant',
          content: null,
          tool_calls: [{ id: 'c', type: 'function', function: { name: 'f', arguments: '{}' } }],
        },
        { role: 'tool', tool_call_id: 'c', content: 'Error: no' },
        { role: 'assistant', content: '', refusal: 'never' },
      ],
    });
  });

  it.each<[string, Partial<ChatRequest<unknown>>, string]>([
    ['a vendor field that replaces one of the request', { vendor: { messages: [] } }, 'invalid-input'],
    [
      'an output name that the protocol does not take',
      { output: { name: 'a b', schema, jsonSchema: {} } },
      'invalid-input',
    ],
    [
      'a tool result of a user',
      { messages: [{ role: 'user', content: [{ type: 'tool-result', id: '1', name: 'f', content: [] }] }] },
      'invalid-input',
    ],
    [
      'a file over http',
      {
        messages: [
          { role: 'user', content: [{ type: 'file', mediaType: 'image/png', data: 'http://example.com/a.png' }] },
        ],
      },
      'invalid-input',
    ],
    [
      'a file type that cannot be sent',
      { messages: [{ role: 'user', content: [{ type: 'file', mediaType: 'video/mp4', data: Uint8Array.of(1) }] }] },
      'unsupported',
    ],
  ])('refuses %s', (_, request, code) => {
    expect(() => body(request)).toThrow(expect.objectContaining({ code }) as AiError);
  });

  it.each<[Partial<ChatRequest<unknown>>]>([
    [{ tools: [{ name: 'f', description: '', inputSchema: {}, effect: 'read' }] }],
    [{ output: { name: 'a', schema, jsonSchema: {} } }],
    [{ topLogprobs: 1 }],
  ])('refuses %o for a model that cannot do it', (request) => {
    const none = {
      tools: false,
      structuredOutput: 'none',
      streaming: true,
      logprobs: false,
      continuation: false,
    } as const;
    const options = { model: 'm', isStream: false, maxTokensField: 'max_tokens', supports: none } as const;
    expect(() => requestBody({ messages: [], ...request }, options)).toThrow(
      expect.objectContaining({ code: 'unsupported' }) as AiError,
    );
  });
});
