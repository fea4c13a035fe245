import type { ChatEvent, ChatModel, ChatResult, JsonValue, Part } from '@org/ai-core';
import { testContext } from '@org/ai-testing';
import { describe, expect, it } from 'vitest';
import { createGuard, egressRail, piiRail } from '../index.ts';

const guard = createGuard({ rails: [piiRail({ actions: { US_SSN: 'block' } }), egressRail()] });
const context = testContext();
const values = [
  '4111 1111 1111 1111',
  'ada@example.com',
  '192.0.2.17',
  'https://evil.test/a',
  'DE89370400440532013000',
];

function callOf(input: unknown): Extract<Part, { type: 'tool-call' }> {
  return { type: 'tool-call', id: '1', name: 'send', argumentsText: JSON.stringify(input), arguments: input as never };
}

/** Answers with one part, in tiny deltas when streamed. */
function modelOf(part: Extract<Part, { type: 'tool-call' }>, object?: unknown): ChatModel {
  const route = { requested: 'm', attempts: [], cache: 'none' } as const;
  const result = {
    id: 'r',
    content: [part],
    text: '',
    object,
    finishReason: 'tool-calls',
    usage: { inputTokens: 0, outputTokens: 0, source: 'none' },
    route,
  } as const;
  return {
    info: { id: 'm', provider: 'test', inputs: [], supports: {} },
    generate: async () => Promise.resolve(result),
    async *stream() {
      yield { type: 'start', id: 'r', route };
      for (const argumentsDelta of part.argumentsText)
        yield { type: 'tool-call-delta', block: 0, id: part.id, name: part.name, argumentsDelta };
      yield await Promise.resolve({ type: 'part', block: 0, part });
      yield { type: 'finish', result };
    },
  } as unknown as ChatModel;
}

const request = { messages: [] };

describe('JSON is checked as it will be read', () => {
  const inputs = values.flatMap((value) =>
    ['\n', '\t', 'said:\n', '"', '\u0001'].map((before) => ({
      value,
      input: { deep: [{ text: `${before}${value}` }] },
    })),
  );

  it.each(inputs)('a value behind an escape, in a tool: $input', async ({ value, input }) => {
    const seen: JsonValue[] = [];
    const tool = guard.tool({
      spec: { name: 'send', description: '', inputSchema: {}, effect: 'write' },
      run: async (given) => Promise.resolve(String(seen.push(given))),
    });
    const { status, decision } = await tool.call(callOf(input), context);
    expect([status, decision.action]).toEqual(['done', 'redact']);
    expect(JSON.stringify(seen)).not.toContain(value.slice(4));
  });

  it.each(inputs)('in the tool call of an answer, whole and streamed: $input', async ({ value, input }) => {
    const guarded = guard.wrap(modelOf(callOf(input)));
    const { content } = await guarded.generate(request, context);
    const events: ChatEvent[] = [];
    for await (const event of guarded.stream(request, context)) events.push(event);
    const deltas = events.map((event) => (event.type === 'tool-call-delta' ? event.argumentsDelta : '')).join('');
    const last = events.at(-1) as { readonly result: ChatResult };
    for (const [part] of [content, last.result.content]) {
      const { argumentsText, arguments: read } = part as Extract<Part, { type: 'tool-call' }>;
      expect(JSON.parse(argumentsText)).toEqual(read);
      expect(argumentsText).not.toContain(value.slice(4));
    }
    expect(deltas).not.toContain(value.slice(4));
  });

  it('in a structured answer', async () => {
    const output = {
      name: 'answer',
      jsonSchema: {},
      schema: { '~standard': { version: 1, vendor: 'test', validate: (value: unknown) => ({ value }) } },
    } as const;
    const guarded = guard.wrap(modelOf(callOf({}), { note: 'card:\n4111 1111 1111 1111' }));
    const { object } = await guarded.generate({ messages: [], output }, context);
    expect(object).toEqual({ note: 'card:\n[CREDIT_CARD]' });
  });

  it('blocks as elsewhere', async () => {
    const { content, finishReason } = await guard
      .wrap(modelOf(callOf({ a: 'x\n536-22-8726' })))
      .generate(request, context);
    expect([content, finishReason]).toEqual([[], 'blocked']);
  });

  it('nesting without end is a typed fault', async () => {
    const argumentsText = `${'['.repeat(20_000)}${']'.repeat(20_000)}`;
    const part = { ...callOf([]), argumentsText, arguments: JSON.parse(argumentsText) as JsonValue };
    await expect(guard.wrap(modelOf(part)).generate(request, context)).rejects.toMatchObject({ code: 'protocol' });
  });

  it('a call without escapes streams as it did', async () => {
    const deltas: string[] = [];
    for await (const event of guard.wrap(modelOf(callOf({ a: 'plain '.repeat(100) }))).stream(request, context))
      if (event.type === 'tool-call-delta') deltas.push(event.argumentsDelta);
    expect(deltas.length).toBeGreaterThan(10);
  });
});
