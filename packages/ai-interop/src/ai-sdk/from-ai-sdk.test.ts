import { inspect } from 'node:util';
import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import { collect, type AiErrorCode, type ChatEvent, type ChatModel, type ChatRequest } from '@org/ai-core';
import {
  chatModelContract,
  startFaultyUpstream,
  testContext,
  type FaultyUpstream,
  type UpstreamBehaviour,
} from '@org/ai-testing';
import { createOpenAICompatible as createVersion2 } from 'openai-compatible-1';
import { createOpenAICompatible as createVersion3 } from 'openai-compatible-2';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { fromAiSdk } from './from-ai-sdk.ts';
import type { AiSdkLanguageModel, AiSdkStreamPart } from './specification.ts';

const request: ChatRequest = { messages: [{ role: 'user', content: [{ type: 'text', text: 'a private prompt' }] }] };
const answer = 'Grüße aus dem Lager 😀, alles ist da.';
let upstream: FaultyUpstream;
let models: Readonly<Record<'v2' | 'v3' | 'v4', ChatModel>>;

beforeAll(async () => {
  upstream = await startFaultyUpstream();
  const settings = { name: 'depot', baseURL: upstream.url, apiKey: 'key', supportsStructuredOutputs: true };
  models = {
    v2: fromAiSdk(createVersion2(settings)('test-model')),
    v3: fromAiSdk(createVersion3(settings)('test-model')),
    v4: fromAiSdk(createOpenAICompatible(settings)('test-model')),
  };
});
beforeEach(() => upstream.always({ kind: 'answer', text: answer }));
afterAll(() => upstream.close());

describe.each(['v2', 'v3', 'v4'] as const)('fromAiSdk with a provider of specification %s', (version) => {
  it.each(chatModelContract)('$name', ({ run }) => run({ model: models[version], request }));

  it('sends the request, and reads text, usage and the reason why the model stopped', async () => {
    const result = await models[version].generate({ ...request, maxOutputTokens: 7, stop: ['END'] }, testContext());
    expect(result).toMatchObject({ text: answer, finishReason: 'stop', usage: { source: 'provider' } });
    expect(upstream.requests.at(-1)?.body).toMatchObject({
      model: 'test-model',
      messages: [{ role: 'user', content: 'a private prompt' }],
      max_tokens: 7,
      stop: ['END'],
    });
  });

  it('validates structured answers', async () => {
    upstream.next({ kind: 'answer', text: '{"age": 3}' });
    const output = { name: 'person', schema: z.object({ age: z.number() }), jsonSchema: { type: 'object' } };
    const { object } = await models[version].generate({ ...request, output }, testContext());
    expect(object).toEqual({ age: 3 });
    upstream.next({ kind: 'answer', text: '{"age": "old"}' });
    await expect(models[version].generate({ ...request, output }, testContext())).rejects.toMatchObject({
      code: 'protocol',
    });
  });

  it('does not call the provider once the deadline has passed', async () => {
    const before = upstream.requests.length;
    const late = testContext({ timeoutMs: 0 });
    await expect(models[version].generate(request, late)).rejects.toMatchObject({ code: 'timeout' });
    await expect(collect(models[version].stream(request, late))).rejects.toMatchObject({ code: 'timeout' });
    expect(upstream.requests).toHaveLength(before);
  });

  it('never takes a cut stream for an answer', async () => {
    const cuts: readonly UpstreamBehaviour[] = [
      { kind: 'cut', afterChunks: 2 },
      { kind: 'bad-json', afterChunks: 2 },
    ];
    for (const cut of cuts) {
      upstream.next(cut);
      const events: ChatEvent[] = [];
      const read = async (): Promise<void> => {
        for await (const event of models[version].stream(request, testContext())) events.push(event);
      };
      await expect(read()).rejects.toMatchObject({ isReleased: true });
      expect(events.some((event) => event.type === 'finish')).toBe(false);
    }
  });

  it.each<[UpstreamBehaviour, AiErrorCode]>([
    [{ kind: 'rate-limited', retryAfter: '7' }, 'rate-limited'],
    [{ kind: 'server-error', status: 500 }, 'upstream'],
    [{ kind: 'server-error', status: 503 }, 'overloaded'],
    [{ kind: 'unauthorized' }, 'unauthenticated'],
    [{ kind: 'garbage' }, 'protocol'],
  ])('gives %o as %s, and repeats nothing of the prompt', async (behaviour, code) => {
    upstream.next(behaviour, behaviour);
    const calls = [
      () => models[version].generate(request, testContext()),
      () => collect(models[version].stream(request, testContext())),
    ];
    for (const call of calls) {
      const error: unknown = await call().catch((thrown: unknown) => thrown);
      expect(error).toMatchObject({ code });
      expect(inspect(error, { depth: 9 })).not.toContain('private');
    }
    if (behaviour.kind === 'rate-limited') {
      upstream.next(behaviour);
      await expect(models[version].generate(request, testContext())).rejects.toMatchObject({ retryAfterMs: 7_000 });
    }
  });

  it('closes the connection when the reader leaves', async () => {
    upstream.next({ kind: 'answer', text: 'word '.repeat(200), delayMs: 5 });
    const before = upstream.requests.length;
    for await (const event of models[version].stream(request, testContext())) if (event.type === 'text-delta') break;
    expect(await (await upstream.request(before)).ended).toBe('client-left');
  });
});

/** A model that plays what a provider may send. */
function playing(version: 'v2' | 'v3' | 'v4', parts: readonly AiSdkStreamPart[]): ChatModel {
  const model: AiSdkLanguageModel = {
    specificationVersion: version,
    provider: 'played',
    modelId: 'm',
    doGenerate: async () => Promise.reject(new Error('not played')),
    doStream: async () => ({
      stream: new ReadableStream<AiSdkStreamPart>({
        start(controller) {
          for (const part of parts) controller.enqueue(part);
          controller.close();
        },
      }),
    }),
  };
  return fromAiSdk(model);
}

const finish = {
  type: 'finish',
  finishReason: { unified: 'tool-calls', raw: 'tool_use' },
  usage: { inputTokens: { total: 3 } },
};

describe('fromAiSdk', () => {
  it('makes blocks of interleaved parts, and tool calls of their deltas', async () => {
    const result = await collect(
      playing('v4', [
        { type: 'stream-start' },
        { type: 'reasoning-start', id: 'r' },
        { type: 'reasoning-delta', id: 'r', delta: 'hm' },
        { type: 'text-start', id: '1' },
        { type: 'tool-input-start', id: 'c', toolName: 'find' },
        { type: 'text-delta', id: '1', delta: 'a' },
        { type: 'tool-input-delta', id: 'c', delta: '{"q":' },
        { type: 'tool-input-delta', id: 'c', delta: '1}' },
        { type: 'tool-input-end', id: 'c' },
        { type: 'tool-call', toolCallId: 'c', toolName: 'find', input: '{"q":1}' },
        { type: 'text-delta', id: '1', delta: 'b' },
        { type: 'text-end', id: '1' },
        { type: 'reasoning-end', id: 'r', providerMetadata: { org: { opaque: 'signed' } } },
        { type: 'tool-call', toolCallId: 'd', toolName: 'find', input: '{}' },
        { type: 'source', id: 's' },
        finish,
      ]).stream(request, testContext()),
    );
    expect(result).toMatchObject({
      text: 'ab',
      finishReason: 'tool-calls',
      rawFinishReason: 'tool_use',
      usage: { inputTokens: 3, source: 'estimated' },
      content: [
        { type: 'reasoning', text: 'hm', opaque: 'signed' },
        { type: 'text', text: 'ab' },
        { type: 'tool-call', id: 'c', name: 'find', argumentsText: '{"q":1}', arguments: { q: 1 } },
        { type: 'tool-call', id: 'd', argumentsText: '{}' },
      ],
    });
  });

  it.each<[string, AiSdkStreamPart[], AiErrorCode]>([
    ['ends without a finish part', [{ type: 'text-delta', id: '1', delta: 'half' }], 'truncated'],
    ['ends in an error', [{ ...finish, finishReason: 'error' }], 'upstream'],
    ['was interrupted', [{ ...finish, finishReason: { unified: 'interrupted' } }], 'truncated'],
    ['reports an error', [{ type: 'error', error: new Error('private prompt repeated') }], 'upstream'],
  ])('rejects a stream that %s', async (_, parts, code) => {
    const error: unknown = await collect(playing('v3', parts).stream(request, testContext())).catch(
      (thrown: unknown) => thrown,
    );
    expect(error).toMatchObject({ code });
    expect(JSON.stringify(error)).not.toContain('private');
  });

  it('does not wait for a model that ignores its signal', async () => {
    const deaf: AiSdkLanguageModel = {
      specificationVersion: 'v4',
      provider: 'p',
      modelId: 'm',
      doGenerate: () => new Promise(() => undefined),
      doStream: () => new Promise(() => undefined),
    };
    const model = fromAiSdk(deaf);
    await expect(model.generate(request, testContext({ timeoutMs: 5 }))).rejects.toMatchObject({ code: 'timeout' });
    await expect(collect(model.stream(request, testContext({ timeoutMs: 5 })))).rejects.toMatchObject({
      code: 'timeout',
    });
  });

  it('refuses what is no model', () => {
    for (const wrong of [undefined, {}, { specificationVersion: 'v1' }, 'gpt'] as never[]) {
      expect(() => fromAiSdk(wrong)).toThrow(expect.objectContaining({ code: 'unsupported' }));
    }
  });
});
