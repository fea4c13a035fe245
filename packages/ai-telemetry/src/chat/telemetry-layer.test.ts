import { collect, type ChatEvent } from '@org/ai-core';
import { chatModelContract, createFakeChatModel, createRecordingTelemetry, testContext } from '@org/ai-testing';
import { describe, expect, it } from 'vitest';
import { createMemoryTracer } from '../../test/memory-tracer.ts';
import { createTelemetry } from '../telemetry/telemetry.ts';
import { createTelemetryLayer } from './telemetry-layer.ts';

const request = {
  messages: [{ role: 'user', content: [{ type: 'text', text: 'a question of some length' }] }],
  maxOutputTokens: 50,
} as const;

describe('createTelemetryLayer', () => {
  it.each(chatModelContract)('keeps the contract of the model: $name', ({ run }) =>
    run({ model: createTelemetryLayer(createTelemetry())(createFakeChatModel('an answer of some length')), request }),
  );

  it.each(['generate', 'stream'] as const)('records one operation for %s', async (kind) => {
    const telemetry = createRecordingTelemetry();
    const model = createTelemetryLayer(telemetry)(createFakeChatModel('an answer'));
    const result =
      kind === 'generate'
        ? await model.generate(request, testContext())
        : await collect(model.stream(request, testContext()));
    expect(telemetry.operations).toHaveLength(1);
    const [operation] = telemetry.operations;
    expect(operation).toMatchObject({ name: 'chat', ends: 1, error: undefined, hasFirstToken: kind === 'stream' });
    expect(operation?.usages).toEqual([{ usage: result.usage, costNanoUsd: result.costNanoUsd }]);
    expect(operation?.attributes).toMatchObject({
      'gen_ai.request.model': model.info.id,
      'gen_ai.provider.name': model.info.provider,
      'gen_ai.request.max_tokens': 50,
      'gen_ai.request.stream': kind === 'stream',
      'gen_ai.response.finish_reasons': ['stop'],
      'gen_ai.response.id': result.id,
    });
    expect(operation?.attributes).not.toHaveProperty('gen_ai.input.messages');
  });

  it('counts a stream that its reader leaves with estimated usage, and cancels what is upstream', async () => {
    const telemetry = createRecordingTelemetry();
    const inner = createFakeChatModel('an answer of some length that nobody reads to its end');
    for await (const event of createTelemetryLayer(telemetry)(inner).stream(request, testContext()))
      if (event.type === 'text-delta') break;
    const [operation] = telemetry.operations;
    expect(operation?.usages[0]?.usage).toEqual({ inputTokens: 7, outputTokens: 2, source: 'estimated' });
    expect(operation).toMatchObject({ ends: 1, error: undefined, attributes: { 'ai.stream.is_abandoned': true } });
    expect(inner.calls[0]?.outcome).toBe('left');
  });

  it('ends with the error of a call, and with truncated when a stream has no finish', async () => {
    const telemetry = createRecordingTelemetry();
    const failing = createTelemetryLayer(telemetry)(createFakeChatModel([{ text: 'x', error: new Error('upstream') }]));
    await expect(failing.generate(request, testContext())).rejects.toThrow('upstream');
    await expect(collect(failing.stream(request, testContext()))).rejects.toThrow('upstream');
    const cut = createTelemetryLayer(telemetry)(createFakeChatModel([{ text: 'half', isCut: true }]));
    await expect(collect(cut.stream(request, testContext()))).rejects.toMatchObject({ code: 'truncated' });
    expect(telemetry.operations.map(({ ends }) => ends)).toEqual([1, 1, 1]);
    expect(telemetry.operations.at(-1)?.error).toMatchObject({ code: 'truncated' });
    expect(telemetry.operations[0]?.usages).toEqual([]);
  });

  it('passes every event on as it is', async () => {
    const inner = createFakeChatModel('an answer');
    const events: ChatEvent[] = [];
    for await (const event of createTelemetryLayer(createTelemetry())(inner).stream(request, testContext()))
      events.push(event);
    expect(events.map(({ type }) => type)).toEqual(['start', 'text-delta', 'text-delta', 'part', 'finish']);
  });

  it('offers messages for capture, redacted, when telemetry captures', async () => {
    const memory = createMemoryTracer();
    const redact = (text: string): string => text.replaceAll('question', '[redacted]');
    const telemetry = createTelemetry({ tracer: memory.tracer, capture: { content: 'redacted', redact } });
    await createTelemetryLayer(telemetry)(createFakeChatModel('an answer')).generate(request, testContext());
    await telemetry.flush();
    expect(memory.spans()[0]?.attributes).toMatchObject({
      'gen_ai.input.messages': '[{"role":"user","parts":[{"type":"text","content":"a [redacted] of some length"}]}]',
      'gen_ai.output.messages':
        '[{"role":"assistant","parts":[{"type":"text","content":"an answer"}],"finish_reason":"stop"}]',
    });
  });
});
