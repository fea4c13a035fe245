import { describe, expect, it } from 'vitest';
import type { ChatEvent, ChatMiddleware, ChatModel, ChatResult } from '../contracts/chat-model.ts';
import { noopTelemetry } from '../telemetry/noop-telemetry.ts';
import { withOperation } from '../telemetry/with-operation.ts';
import { collect } from './collect.ts';
import { composeModel } from './compose-model.ts';
import { estimateTokens } from './estimate-tokens.ts';

const result: ChatResult = {
  id: '1',
  content: [{ type: 'text', text: 'yes' }],
  text: 'yes',
  object: undefined,
  finishReason: 'stop',
  usage: { inputTokens: 1, outputTokens: 1, source: 'none' },
  route: { requested: 'm', attempts: [], cache: 'none' },
};

async function* stream(...events: ChatEvent[]): AsyncGenerator<ChatEvent> {
  yield* events;
}

describe('collect', () => {
  it('returns the result of the finish event', async () => {
    expect(await collect(stream({ type: 'text-delta', block: 0, text: 'yes' }, { type: 'finish', result }))).toBe(
      result,
    );
  });

  it('never returns a part of an answer', async () => {
    await expect(collect(stream({ type: 'text-delta', block: 0, text: 'y' }))).rejects.toMatchObject({
      code: 'truncated',
      isReleased: true,
    });
    await expect(collect(stream())).rejects.toMatchObject({ code: 'truncated', isReleased: false });
  });

  it('refuses a stream that goes on after its end', async () => {
    const events: ChatEvent[] = [
      { type: 'finish', result },
      { type: 'text-delta', block: 0, text: '!' },
    ];
    await expect(collect(stream(...events))).rejects.toMatchObject({ code: 'protocol' });
  });
});

describe('composeModel', () => {
  it('calls the layers in the order telemetry, guard, cache, budget, resilience, however they are given', async () => {
    const calls: string[] = [];
    const layer =
      (name: string): ChatMiddleware =>
      (inner) => ({ ...inner, generate: (request, context) => (calls.push(name), inner.generate(request, context)) });
    const model = { generate: () => (calls.push('model'), Promise.resolve(result)) } as unknown as ChatModel;
    const layers = {
      resilience: layer('resilience'),
      cache: layer('cache'),
      telemetry: layer('telemetry'),
      budget: layer('budget'),
      guard: layer('guard'),
    };
    await composeModel(layers, model).generate({ messages: [] }, undefined as never);
    expect(calls).toEqual(['telemetry', 'guard', 'cache', 'budget', 'resilience', 'model']);
  });
});

describe('withOperation', () => {
  it('ends the span once, with the error of the work', async () => {
    const ends: unknown[] = [];
    const telemetry = {
      start: () => ({ ...noopTelemetry.start('chat', {}, undefined), end: (error?: unknown) => void ends.push(error) }),
    };
    expect(await withOperation(telemetry, 'chat', {}, undefined, async () => 7)).toBe(7);
    const fault = new Error('fault');
    await expect(withOperation(telemetry, 'chat', {}, undefined, () => Promise.reject(fault))).rejects.toBe(fault);
    expect(ends).toEqual([undefined, fault]);
  });
});

describe('estimateTokens', () => {
  it('counts scripts without spaces denser than Latin', () => {
    expect(estimateTokens('')).toBe(0);
    expect(estimateTokens('abcdefgh')).toBe(2);
    expect(estimateTokens('東京都庁舎前')).toBe(5);
  });
});
