import { context as contexts, SpanKind, SpanStatusCode } from '@opentelemetry/api';
import { AiError, withOperation, type Decision } from '@org/ai-core';
import { createFakeClock, createFakePrincipal, telemetryContract, testContext } from '@org/ai-testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createAsyncContextManager } from '../../test/async-context.ts';
import { createMemoryTracer } from '../../test/memory-tracer.ts';
import { createTelemetry, type AiTelemetry, type TelemetryOptions } from '../telemetry/telemetry.ts';

const usage = { inputTokens: 1_000, outputTokens: 100, source: 'provider' } as const;
const context = testContext({
  principal: createFakePrincipal({ tenant: 'meridian', subject: 'jane', groups: ['clinical'] }),
  requestId: 'request-1',
  feature: 'assistant',
  release: 'r42',
  conversation: 'conversation-1',
});

function setUp(options: TelemetryOptions = {}): ReturnType<typeof createMemoryTracer> & {
  telemetry: AiTelemetry;
  clock: ReturnType<typeof createFakeClock>;
} {
  const memory = createMemoryTracer();
  const clock = createFakeClock();
  return { ...memory, clock, telemetry: createTelemetry({ tracer: memory.tracer, clock, ...options }) };
}

function valueOf(telemetry: AiTelemetry, name: string): readonly { labels: object; value?: number; count?: number }[] {
  return telemetry.metrics().find(({ definition }) => definition.name === name)?.series ?? [];
}

describe('telemetry contract', () => {
  it.each(telemetryContract)('without an SDK it $name', ({ run }) => run({ telemetry: createTelemetry() }));
  it.each(telemetryContract)('with an SDK it $name', ({ run }) => run({ telemetry: setUp().telemetry }));
});

describe('a span of an operation', () => {
  it('follows the conventions: name, kind, models, usage, cost, time to first chunk, caller', async () => {
    const { telemetry, clock, spans } = setUp({ priceTable: { version: 'table-1', priceNanoUsd: () => 3_500_000 } });
    const attributes = { 'gen_ai.request.model': 'gpt-4o', 'gen_ai.provider.name': 'openai' };
    const span = telemetry.start('chat', attributes, context);
    await clock.advance(250);
    span.firstToken();
    await clock.advance(250);
    span.firstToken();
    span.set({ 'gen_ai.response.model': 'gpt-4o-2024-08-06' });
    span.usage({ ...usage, cacheReadTokens: 500 });
    span.end();
    const [finished] = spans();
    expect([finished?.name, finished?.kind, finished?.status.code]).toEqual([
      'chat gpt-4o',
      SpanKind.CLIENT,
      SpanStatusCode.UNSET,
    ]);
    expect(finished?.attributes).toEqual({
      'gen_ai.operation.name': 'chat',
      'gen_ai.provider.name': 'openai',
      'gen_ai.request.model': 'gpt-4o',
      'gen_ai.response.model': 'gpt-4o-2024-08-06',
      'gen_ai.response.time_to_first_chunk': 0.25,
      'gen_ai.usage.input_tokens': 1_000,
      'gen_ai.usage.output_tokens': 100,
      'gen_ai.usage.cache_read.input_tokens': 500,
      'gen_ai.conversation.id': 'conversation-1',
      'ai.tenant': 'meridian',
      'ai.feature': 'assistant',
      'ai.release': 'r42',
      'ai.request.id': 'request-1',
      'ai.usage.source': 'provider',
      'ai.cost.nano_usd': 3_500_000,
      'ai.cost.price_table': 'table-1',
    });
    const labels = {
      'gen_ai.operation.name': 'chat',
      'gen_ai.provider.name': 'openai',
      'gen_ai.request.model': 'gpt-4o',
      'ai.tenant': 'meridian',
      'ai.feature': 'assistant',
    };
    expect(valueOf(telemetry, 'gen_ai.client.operation.duration')).toMatchObject([{ labels, sum: 0.5, count: 1 }]);
    expect(valueOf(telemetry, 'gen_ai.client.operation.time_to_first_chunk')).toMatchObject([{ labels, sum: 0.25 }]);
    expect(valueOf(telemetry, 'gen_ai.client.token.usage')).toMatchObject([
      { labels: { ...labels, 'gen_ai.token.type': 'input' }, sum: 1_000 },
      { labels: { ...labels, 'gen_ai.token.type': 'output' }, sum: 100 },
    ]);
    expect(valueOf(telemetry, 'ai.cost')).toMatchObject([{ labels: { 'ai.release': 'r42' }, value: 0.0035 }]);
  });

  it.each([
    ['execute_tool', { 'gen_ai.tool.name': 'search' }, 'execute_tool search', SpanKind.INTERNAL],
    ['invoke_agent', { 'gen_ai.agent.name': 'triage' }, 'invoke_agent triage', SpanKind.INTERNAL],
    ['retrieval', { 'gen_ai.data_source.id': 'handbook' }, 'retrieval handbook', SpanKind.CLIENT],
    ['embeddings', {}, 'embeddings', SpanKind.CLIENT],
    ['tell me about my account', {}, 'other', SpanKind.CLIENT],
  ])('of %s is named by what it concerns', (operation, attributes, name, kind) => {
    const { telemetry, spans } = setUp();
    telemetry.start(operation, attributes, undefined).end();
    expect([spans()[0]?.name, spans()[0]?.kind]).toEqual([name, kind]);
  });

  it.each([
    [new AiError('rate-limited', 'card 4111111111111111', { details: { prompt: 'x' } }), 'rate-limited'],
    [new AiError('Jane said: no', 'x'), 'internal'],
    [new DOMException('left', 'AbortError'), 'aborted'],
    [new DOMException('late', 'TimeoutError'), 'timeout'],
    [new Error('prompt'), 'internal'],
    ['a string', 'internal'],
    [null, 'internal'],
  ])('that fails with %s has error.type %s and no message', (error, type) => {
    const { telemetry, spans } = setUp();
    telemetry.start('chat', {}, context).end(error);
    const [span] = spans();
    expect(span?.status).toEqual({ code: SpanStatusCode.ERROR });
    expect(span?.attributes['error.type']).toBe(type);
    expect(span?.events).toEqual([]);
    expect(valueOf(telemetry, 'ai.errors')).toMatchObject([{ labels: { 'error.type': type }, value: 1 }]);
  });

  it('counts a decision by rail and action and names its rules, without text and reason', () => {
    const { telemetry, spans } = setUp();
    const finding = { start: 0, end: 4, label: 'jane', score: 1 };
    const decision: Decision = {
      action: 'redact',
      text: 'secret text',
      findings: [
        { ...finding, rail: 'pii', rule: 'email' },
        { ...finding, rail: 'pii', rule: 'card' },
        { ...finding, rail: 'egress', rule: 'host' },
      ],
    };
    const span = telemetry.start('guardrail', {}, context);
    span.decision('output', decision);
    span.decision('output', { action: 'allow', findings: [] });
    span.end();
    expect(spans()[0]?.events.map(({ name, attributes }) => [name, attributes])).toEqual([
      [
        'ai.guard.decision',
        {
          'ai.guard.stage': 'output',
          'ai.guard.action': 'redact',
          'ai.guard.findings': 3,
          'ai.guard.rules': ['pii/email', 'pii/card', 'egress/host'],
        },
      ],
      ['ai.guard.decision', { 'ai.guard.stage': 'output', 'ai.guard.action': 'allow', 'ai.guard.findings': 0 }],
    ]);
    const rows = valueOf(telemetry, 'ai.guard.decisions').map(({ labels, value }) => {
      const row = labels as Record<string, string>;
      return [row['ai.guard.rail'], row['ai.guard.action'], value];
    });
    expect(rows).toEqual([
      [undefined, 'allow', 1],
      ['egress', 'redact', 1],
      ['pii', 'redact', 1],
    ]);
  });

  it('states no cost when a part of it is unknown, and counts that part', () => {
    const { telemetry, spans } = setUp();
    const span = telemetry.start('chat', { 'gen_ai.request.model': 'extractive' }, context);
    span.usage(usage, 1_500);
    span.usage(usage);
    span.end();
    expect(spans()[0]?.attributes).toMatchObject({ 'gen_ai.usage.input_tokens': 2_000 });
    expect(spans()[0]?.attributes).not.toHaveProperty('ai.cost.nano_usd');
    expect(valueOf(telemetry, 'ai.cost')).toMatchObject([{ value: 0.000_001_5 }]);
    expect(valueOf(telemetry, 'ai.cost.unknown')).toMatchObject([{ value: 1 }]);
  });

  it('looks prices up by provider and model, the model that answered first', () => {
    const asked: string[] = [];
    const { telemetry } = setUp({
      priceTable: {
        version: '1',
        priceNanoUsd: (model) => {
          asked.push(model);
          return undefined;
        },
      },
    });
    const attributes = { 'gen_ai.request.model': 'gpt-4o', 'gen_ai.provider.name': 'azure' };
    const span = telemetry.start('chat', attributes, context);
    span.set({ 'gen_ai.response.model': 'gpt-4o-2024-08-06' });
    span.usage(usage);
    span.end();
    expect(asked).toEqual(['azure/gpt-4o-2024-08-06', 'gpt-4o-2024-08-06', 'azure/gpt-4o', 'gpt-4o']);
  });

  it('takes a price table that throws, or answers with what is no amount, for one that does not know', () => {
    for (const priceNanoUsd of [() => 0.5, () => -1, () => Number.NaN, () => Infinity, thrower]) {
      const { telemetry } = setUp({ priceTable: { version: '1', priceNanoUsd } });
      const span = telemetry.start('chat', { 'gen_ai.request.model': 'm' }, context);
      span.usage(usage);
      span.end();
      expect(valueOf(telemetry, 'ai.cost.unknown')).toMatchObject([{ value: 1 }]);
      expect(valueOf(telemetry, 'ai.cost')).toEqual([]);
    }
  });

  it('drops usage that is no count, and says so', () => {
    const { telemetry } = setUp();
    const span = telemetry.start('chat', {}, context);
    for (const inputTokens of [0.5, -1, Number.NaN, 2 ** 53]) span.usage({ ...usage, inputTokens }, 1);
    span.end();
    expect(valueOf(telemetry, 'gen_ai.client.token.usage')).toEqual([]);
    expect(valueOf(telemetry, 'ai.telemetry.dropped')).toMatchObject([{ value: 4 }]);
  });

  it('never makes the operation fail, whatever it is given', () => {
    const { telemetry, spans } = setUp();
    const hostile = new Proxy({}, { ownKeys: thrower, get: thrower });
    const span = telemetry.start('chat', hostile, context);
    span.set(hostile);
    span.usage(hostile as never);
    span.decision('input', hostile as never);
    expect(span.run(() => 7)).toBe(7);
    span.end(new Proxy(new Error('x'), { get: thrower, has: thrower, getPrototypeOf: thrower }));
    span.end();
    expect(spans().map(({ name }) => name)).toEqual(['chat']);
    expect(valueOf(telemetry, 'ai.errors')).toMatchObject([{ labels: { 'error.type': 'internal' }, value: 1 }]);
    expect(valueOf(telemetry, 'ai.telemetry.dropped')).toMatchObject([
      { labels: { 'ai.telemetry.drop_reason': 'fault' } },
    ]);
  });
});

describe('spans inside one another', () => {
  beforeAll(() => {
    contexts.setGlobalContextManager(createAsyncContextManager());
  });
  afterAll(() => {
    contexts.disable();
  });

  it('have the outer operation as parent, also after an await', async () => {
    const { telemetry, spans } = setUp();
    await withOperation(telemetry, 'invoke_agent', {}, context, async () => {
      await Promise.resolve();
      await withOperation(telemetry, 'chat', {}, context, async () => Promise.resolve());
    });
    const [inner, outer] = spans();
    expect(inner?.parentSpanContext?.spanId).toBe(outer?.spanContext().spanId);
  });

  it('join the trace of a caller without an SDK, unless its header is not valid', () => {
    const { telemetry, spans } = setUp();
    const trace = '4bf92f3577b34da6a3ce929d0e0e4736';
    for (const traceparent of [`00-${trace}-00f067aa0ba902b7-01`, `00-${trace}-00f067`, 'Jane', `ff-${trace}-1-1`])
      telemetry.start('chat', {}, { ...context, traceparent }).end();
    expect(spans().map((span) => span.spanContext().traceId === trace)).toEqual([true, false, false, false]);
    expect(spans()[0]?.parentSpanContext?.spanId).toBe('00f067aa0ba902b7');
  });
});

describe('flush', () => {
  it('empties the exporter and says what was done', async () => {
    let flushed = 0;
    const { telemetry } = setUp({
      forceFlush: async () => {
        flushed++;
      },
    });
    telemetry.start('chat', {}, context).end();
    telemetry.start('chat', {}, context);
    expect(await telemetry.flush()).toEqual({
      started: 2,
      ended: 1,
      open: 1,
      series: 1,
      foldedLookups: 0,
      pendingContent: 0,
      failedMeasurements: 0,
    });
    expect(flushed).toBe(1);
  });

  it('says how many measurements a sink threw at, and keeps them all the same', async () => {
    const { telemetry, spans } = setUp({ metricSink: thrower });
    telemetry.start('chat', {}, context).end();
    expect((await telemetry.flush()).failedMeasurements).toBe(1);
    expect(valueOf(telemetry, 'gen_ai.client.operation.duration')).toMatchObject([{ count: 1 }]);
    expect(spans()).toHaveLength(1);
  });

  it('stops waiting when its caller does', async () => {
    const { telemetry } = setUp({ forceFlush: () => new Promise(() => undefined) });
    const stop = new AbortController();
    const flushing = telemetry.flush({ signal: stop.signal });
    stop.abort();
    await expect(flushing).rejects.toMatchObject({ code: 'aborted' });
  });
});

function thrower(): never {
  throw new Error('hostile');
}
