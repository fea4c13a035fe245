import {
  AiError,
  collect,
  systemClock,
  type ChatEvent,
  type ChatModel,
  type ChatRequest,
  type StandardSchema,
} from '@org/ai-core';
import { createFakeChatModel, testContext, type FakeTurn } from '@org/ai-testing';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { createGuard } from '../../guard/guard.ts';
import { egressRail } from '../../egress/egress.ts';
import { createStructuredOutput, structuredOutputOf, type StructuredOutputOptions } from './structured-output.ts';

const schema = z.object({ name: z.string(), age: z.number().min(0), kind: z.enum(['a', 'b']).optional() });
const jsonSchema = z.toJSONSchema(schema) as never;
const request: ChatRequest<z.infer<typeof schema>> = {
  messages: [{ role: 'user', content: [{ type: 'text', text: 'Who?' }] }],
  output: { name: 'person', schema, jsonSchema },
};
const good = '{"name":"Ada","age":36}';
const bad = '{"name":"Ada","age":"thirty-six"}';

function modelOf(turns: readonly (string | FakeTurn)[], options?: StructuredOutputOptions) {
  const fake = createFakeChatModel(turns);
  return { fake, model: createStructuredOutput(options)(fake) };
}

async function eventsOf(model: ChatModel): Promise<ChatEvent<unknown>[]> {
  const events: ChatEvent<unknown>[] = [];
  for await (const event of model.stream(request, testContext())) events.push(event);
  return events;
}

describe.each(['generate', 'stream'] as const)('createStructuredOutput, %s', (way) => {
  const call = (model: ChatModel, asked = request) =>
    way === 'generate' ? model.generate(asked, testContext()) : collect(model.stream(asked, testContext()));

  it('gives the object of a valid answer after one call', async () => {
    const { fake, model } = modelOf([good]);
    expect(await call(model)).toMatchObject({ object: { name: 'Ada', age: 36 }, finishReason: 'stop' });
    expect(fake.calls).toHaveLength(1);
    expect(fake.calls[0]?.request.output).toMatchObject({ name: 'person', isDeferred: true });
  });

  it('mends notation without a second call, unless told not to', async () => {
    const fenced = "```json\n{name: 'Ada', age: 36,}\n```";
    const { fake, model } = modelOf([fenced]);
    expect((await call(model)).object).toEqual({ name: 'Ada', age: 36 });
    expect(fake.calls).toHaveLength(1);
    const strict = modelOf([fenced, good], { shouldRepair: false });
    await call(strict.model);
    expect(strict.fake.calls).toHaveLength(2);
  });

  it('asks again with what was wrong, and sums usage and route', async () => {
    const usage = { inputTokens: 10, outputTokens: 4, reasoningTokens: 1, source: 'provider' } as const;
    const { fake, model } = modelOf([
      { text: bad, usage },
      { text: good, usage },
    ]);
    const result = await call(model);
    expect(result.object).toEqual({ name: 'Ada', age: 36 });
    expect(result.usage).toEqual({ inputTokens: 20, outputTokens: 8, reasoningTokens: 2, source: 'provider' });
    expect(result.route.attempts).toHaveLength(2);
    const { messages } = fake.calls[1]!.request;
    expect(messages.map(({ role }) => role)).toEqual(['user', 'assistant', 'user']);
    expect(JSON.stringify(messages[2])).toContain('/age: expected {\\"type\\":\\"number\\"');
  });

  it('tells the model nothing of its answer but places and kinds', async () => {
    const leaky: StandardSchema<z.infer<typeof schema>> = {
      '~standard': {
        version: 1,
        vendor: 'test',
        validate: (value) => ({
          issues: [
            { message: `${JSON.stringify(value)} is wrong`, path: [{ key: 'age' }] },
            { message: 'no', path: ['ada@example.com', 0] },
          ],
        }),
      },
    };
    const asked = { ...request, output: { name: 'person', schema: leaky, jsonSchema } };
    const { fake, model } = modelOf(['{"age":"private","ada@example.com":[1]}']);
    const error: unknown = await call(model, asked).catch((thrown: unknown) => thrown);
    expect(JSON.stringify(fake.calls[1]!.request.messages.at(-1))).not.toMatch(/private|ada@/);
    expect(JSON.stringify(error)).not.toMatch(/private|ada@/);
    expect(error).toMatchObject({ code: 'protocol', isRetryable: false, details: { attempts: 2, issues: 2 } });
  });

  it.each([1, 2, 3, 5])('calls the model %d times at most', async (maxAttempts) => {
    const { fake, model } = modelOf([bad], { maxAttempts });
    await expect(call(model)).rejects.toMatchObject({ code: 'protocol' });
    expect(fake.calls).toHaveLength(maxAttempts);
  });

  it.each([
    ['length', '{"name":"Ada","age":36}', 'truncated'],
    ['length', '{"name":"Ada","age":36', 'truncated'],
    ['refusal', 'I cannot', 'blocked'],
    ['content-filter', '', 'blocked'],
  ] as const)('takes no answer that ended by %s: %s', async (finishReason, text, code) => {
    const { fake, model } = modelOf([{ text, finishReason }]);
    await expect(call(model)).rejects.toMatchObject({ code });
    expect(fake.calls).toHaveLength(1);
  });

  it('closes missing brackets of a model that stopped by itself, when the result is valid', async () => {
    expect((await call(modelOf(['{"age":36,"name":"Ada"']).model)).object).toEqual({ name: 'Ada', age: 36 });
    await expect(call(modelOf([{ text: '{"age":36,"name":"Ada"', finishReason: 'other' }]).model)).rejects.toThrow();
    await expect(call(modelOf(['{"age":36']).model)).rejects.toMatchObject({ code: 'protocol' });
  });

  it('leaves requests without a schema, tool calls and blocked answers as they are', async () => {
    const plain = modelOf(['text']);
    expect((await call(plain.model, { messages: [] })).text).toBe('text');
    const part = { type: 'tool-call', id: '1', name: 'find', argumentsText: '{}', arguments: {} } as const;
    expect(await call(modelOf([{ parts: [part] }]).model)).toMatchObject({ finishReason: 'tool-calls' });
    expect(await call(modelOf([{ finishReason: 'blocked' }]).model)).toMatchObject({ finishReason: 'blocked' });
  });

  it('sends each attempt through the guard inside', async () => {
    const fake = createFakeChatModel([
      '{"name":"https://evil.test","age":"x"}',
      '{"name":"https://evil.test","age":1}',
    ]);
    const model = createStructuredOutput()(createGuard({ rails: [egressRail()] }).wrap(fake));
    expect((await call(model)).object).toEqual({ name: '[link removed]', age: 1 });
    expect(JSON.stringify(fake.calls[1]!.request)).not.toContain('evil');
  });

  it('stops between attempts when the caller aborts', async () => {
    const controller = new AbortController();
    const fake = createFakeChatModel(() => (controller.abort(), bad));
    const model = createStructuredOutput({ maxAttempts: 5 })(fake);
    const context = testContext({ signal: controller.signal });
    const running = way === 'generate' ? model.generate(request, context) : collect(model.stream(request, context));
    await expect(running).rejects.toMatchObject({ code: 'aborted' });
    expect(fake.calls).toHaveLength(1);
  });
});

describe('streamed structured answers', () => {
  it('release no delta of an invalid answer', async () => {
    const events = await eventsOf(modelOf([bad, good]).model);
    const text = events.map((event) => (event.type === 'text-delta' ? event.text : '')).join('');
    expect(text).toBe(good);
    expect(events.filter(({ type }) => type === 'start')).toHaveLength(1);
    expect(events.at(-1)).toMatchObject({ type: 'finish', result: { object: { age: 36 } } });
  });

  it('say what is void when they are released optimistically', async () => {
    const events = await eventsOf(modelOf([bad, good], { release: 'optimistic' }).model);
    const at = events.findIndex((event) => event.type === 'switch' && event.discard === 'all');
    const textOf = (part: readonly ChatEvent<unknown>[]): string =>
      part.map((event) => (event.type === 'text-delta' ? event.text : '')).join('');
    expect([textOf(events.slice(0, at)), textOf(events.slice(at))]).toEqual([bad, good]);
  });

  it('fail with nothing released when the stream is cut', async () => {
    await expect(eventsOf(modelOf([{ text: good, isCut: true }]).model)).rejects.toMatchObject({
      code: 'truncated',
      isReleased: false,
    });
  });
});

it.each([0, 6, 1.5, Number.NaN])('refuses maxAttempts of %d', (maxAttempts) => {
  expect(() => createStructuredOutput({ maxAttempts })).toThrow(/maxAttempts/);
});

it('a planted fault, asking again without bound, is found', async () => {
  const options = { maxAttempts: 2, shouldRepair: true, release: 'verified', clock: systemClock } as const;
  const fake = createFakeChatModel((_, __, call) => {
    if (call > 20) throw new AiError('resource-exhausted', 'asked more than 20 times');
    return bad;
  });
  await expect(structuredOutputOf(options, () => true)(fake).generate(request, testContext())).rejects.toMatchObject({
    code: 'resource-exhausted',
  });
  expect(fake.calls.length).toBeGreaterThan(options.maxAttempts);
});
