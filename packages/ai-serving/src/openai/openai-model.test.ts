import { AiError, collect, type CallContext, type ChatEvent, type ChatRequest } from '@org/ai-core';
import {
  chatModelContract,
  createFakeClock,
  startFaultyUpstream,
  testContext,
  type FaultyUpstream,
  type UpstreamBehaviour,
} from '@org/ai-testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createOpenAiModel, type OpenAiModel } from './openai-model.ts';

const key = 'sk-test-0123456789';
const request: ChatRequest = { messages: [{ role: 'user', content: [{ type: 'text', text: 'a private prompt' }] }] };
let upstream: FaultyUpstream;
let model: OpenAiModel;

beforeAll(async () => {
  upstream = await startFaultyUpstream({ apiKey: key });
  model = createOpenAiModel({ baseUrl: upstream.url, apiKey: key, model: 'test-model', region: 'eu' });
});
beforeEach(() => {
  upstream.always({ kind: 'answer', text: 'Grüße aus dem Lager 😀, alles ist da.' });
});
afterAll(async () => {
  await model[Symbol.asyncDispose]();
  await upstream.close();
});

async function read(
  context: CallContext = testContext(),
  asked = request,
  using = model,
): Promise<{ events: ChatEvent[]; error: AiError | undefined }> {
  const events: ChatEvent[] = [];
  try {
    for await (const event of using.stream(asked, context)) events.push(event);
    return { events, error: undefined };
  } catch (error) {
    if (!AiError.is(error)) throw error;
    return { events, error };
  }
}

async function failure(work: Promise<unknown>): Promise<AiError> {
  const error: unknown = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!AiError.is(error)) throw new Error('expected an AiError', { cause: error });
  return error;
}

describe('the chat model contract', () => {
  it.each(chatModelContract)('$name', ({ run }) => run({ model, request }));
});

describe('answers', () => {
  it('gives the same result plain and streamed', async () => {
    const plain = await model.generate(request, testContext());
    const streamed = await collect(model.stream(request, testContext()));
    expect(plain).toMatchObject({
      id: 'chatcmpl-test',
      text: 'Grüße aus dem Lager 😀, alles ist da.',
      finishReason: 'stop',
      rawFinishReason: 'stop',
      usage: { source: 'provider', cacheReadTokens: 0 },
      route: { requested: 'test-model', attempts: [{ region: 'eu' }], cache: 'none' },
    });
    const withoutTime = ({ route: _, ...rest }: typeof plain): unknown => rest;
    expect(withoutTime(streamed)).toEqual(withoutTime(plain));
  });

  it('gives reasoning, text and tool calls as blocks of their own', async () => {
    upstream.next({
      kind: 'answer',
      reasoning: 'I should look.',
      text: 'Looking.',
      toolCalls: [
        { id: 'c1', name: 'find', argumentsText: '{"q":"parcel"}' },
        { id: 'c2', name: 'stop', argumentsText: '' },
        { id: 'c3', name: 'bad', argumentsText: '{"q":' },
      ],
    });
    const { events } = await read();
    const last = events.at(-1);
    expect(last?.type === 'finish' && last.result).toMatchObject({
      finishReason: 'tool-calls',
      content: [
        { type: 'reasoning', text: 'I should look.' },
        { type: 'text', text: 'Looking.' },
        { type: 'tool-call', id: 'c1', name: 'find', arguments: { q: 'parcel' } },
        { type: 'tool-call', id: 'c2', arguments: {} },
        { type: 'tool-call', id: 'c3', argumentsText: '{"q":', arguments: undefined },
      ],
    });
    expect(
      events
        .filter((event) => event.type === 'tool-call-delta')
        .map(({ argumentsDelta }) => argumentsDelta)
        .join(''),
    ).toBe('{"q":"parcel"}{"q":');
  });

  it.each([
    [{ finishReason: 'length', text: 'cut' }, 'length'],
    [{ finishReason: 'content_filter', text: '' }, 'content-filter'],
    [{ finishReason: 'strange', text: 'x' }, 'other'],
    [{ finishReason: 'constructor', text: 'x' }, 'other'],
    [{ refusal: 'I cannot.' }, 'refusal'],
  ])('maps %o to %s', async (answer, finishReason) => {
    upstream.next({ kind: 'answer', ...answer }, { kind: 'answer', ...answer });
    expect((await model.generate(request, testContext())).finishReason).toBe(finishReason);
    expect((await collect(model.stream(request, testContext()))).finishReason).toBe(finishReason);
  });

  it('estimates usage that the provider leaves out', async () => {
    upstream.next({ kind: 'answer', text: 'twelve chars', isUsageMissing: true });
    expect((await model.generate(request, testContext())).usage).toEqual({
      inputTokens: 4,
      outputTokens: 3,
      source: 'estimated',
    });
  });

  it('takes a whole answer without its [DONE], and one in one piece although a stream was asked for', async () => {
    upstream.next({ kind: 'no-done' });
    const { events, error } = await read();
    expect([error, events.at(-1)?.type]).toEqual([undefined, 'finish']);
    const body = JSON.stringify({ id: 'x', choices: [{ message: { content: 'whole' }, finish_reason: 'stop' }] });
    upstream.next({ kind: 'raw', status: 200, headers: { 'content-type': 'application/json' }, body });
    expect((await collect(model.stream(request, testContext()))).text).toBe('whole');
  });

  it('reuses its connection, streaming or not', async () => {
    await using fresh = createOpenAiModel({ baseUrl: upstream.url, apiKey: key, model: 'm' });
    for (let call = 0; call < 5; call++) {
      await collect(fresh.stream(request, testContext()));
      await fresh.generate(request, testContext());
    }
    expect(new Set(upstream.requests.slice(-10).map(({ clientPort }) => clientPort)).size).toBeLessThan(3);
  });
});

describe('faults of the upstream', () => {
  const inStream: readonly [string, UpstreamBehaviour, string][] = [
    ['a cut', { kind: 'cut' }, 'truncated'],
    ['a short stream', { kind: 'short' }, 'truncated'],
    ['a bad JSON line', { kind: 'bad-json' }, 'protocol'],
    ['an error event', { kind: 'error-event' }, 'upstream'],
    ['an overload in an error event', { kind: 'error-event', type: 'overloaded_error' }, 'overloaded'],
  ];
  it.each(inStream)('%s in the middle is an error that says part was released', async (_, behaviour, code) => {
    upstream.next(behaviour);
    const { events, error } = await read();
    expect(error).toMatchObject({ code, isReleased: true });
    expect(events.some((event) => event.type === 'finish')).toBe(false);
    expect(events.some((event) => event.type === 'text-delta')).toBe(true);
  });

  it.each<[string, UpstreamBehaviour, string]>([
    ['garbage', { kind: 'garbage' }, 'protocol'],
    ['a cut body', { kind: 'cut' }, 'truncated'],
    ['a short body', { kind: 'short' }, 'protocol'],
    ['an error in a 200', { kind: 'error-event' }, 'upstream'],
    ['HTML', { kind: 'raw', status: 200, headers: { 'content-type': 'text/html' }, body: '<html>' }, 'protocol'],
    [
      'another JSON',
      { kind: 'raw', status: 200, headers: { 'content-type': 'application/json' }, body: '[1]' },
      'protocol',
    ],
    [
      'no choices',
      { kind: 'raw', status: 200, headers: { 'content-type': 'application/json' }, body: '{}' },
      'protocol',
    ],
    ['a redirect', { kind: 'raw', status: 302, headers: { location: 'http://127.0.0.1:1/' }, body: '' }, 'protocol'],
    ['rate limit', { kind: 'rate-limited', retryAfter: '7' }, 'rate-limited'],
    ['500', { kind: 'server-error' }, 'upstream'],
    ['503', { kind: 'server-error', status: 503, retryAfter: '1' }, 'overloaded'],
    ['context length', { kind: 'context-length' }, 'context-length'],
    ['content filter', { kind: 'content-filter' }, 'blocked'],
    ['wrong key', { kind: 'unauthorized' }, 'unauthenticated'],
    ['unknown model', { kind: 'raw', status: 404, body: '' }, 'not-found'],
    ['too large', { kind: 'raw', status: 413, body: 'x' }, 'payload-too-large'],
    [
      'bad request',
      { kind: 'raw', status: 400, body: '{"error":{"message":"a private prompt is wrong"}}' },
      'invalid-input',
    ],
    [
      'context length in words only',
      { kind: 'raw', status: 400, body: '{"error":{"message":"the request exceeds the available context size"}}' },
      'context-length',
    ],
  ])('%s rejects a plain call and a stream', async (_, behaviour, code) => {
    upstream.next(behaviour, behaviour);
    const plain = await failure(model.generate(request, testContext()));
    const { events, error } = await read();
    expect(plain.code).toBe(code);
    if (!['a cut body', 'a short body', 'an error in a 200', 'HTML'].includes(_)) {
      expect(error?.code).toBe(code);
      expect(events).toEqual([]);
    } else expect(error).toBeDefined();
    for (const thrown of [plain, error]) {
      expect(JSON.stringify(thrown)).not.toMatch(/sk-test|private prompt/);
      expect(thrown?.message).not.toMatch(/sk-test|private prompt/);
    }
  });

  it('says when to retry', async () => {
    upstream.next({ kind: 'rate-limited', retryAfter: '7' });
    expect(await failure(model.generate(request, testContext()))).toMatchObject({
      retryAfterMs: 7_000,
      isRetryable: true,
    });
    const date = new Date(Date.now() + 60_000).toUTCString();
    upstream.next({ kind: 'server-error', status: 503, retryAfter: date });
    const { retryAfterMs } = await failure(model.generate(request, testContext()));
    expect(retryAfterMs).toBeGreaterThan(50_000);
    expect(retryAfterMs).toBeLessThanOrEqual(61_000);
  });

  it('bounds the answer', async () => {
    const small = createOpenAiModel({ baseUrl: upstream.url, apiKey: key, model: 'm', maxResponseBytes: 2_000 });
    upstream.next(
      { kind: 'answer', text: 'x', paddingBytes: 5_000 },
      { kind: 'answer', text: 'x', paddingBytes: 5_000 },
    );
    expect((await failure(small.generate(request, testContext()))).code).toBe('payload-too-large');
    expect((await read(testContext(), request, small)).error?.code).toBe('payload-too-large');
    await small[Symbol.asyncDispose]();
  });

  it('says that nobody listens', async () => {
    const closed = await startFaultyUpstream();
    await closed.close();
    const nobody = createOpenAiModel({ baseUrl: closed.url, model: 'm' });
    expect(await failure(nobody.generate(request, testContext()))).toMatchObject({
      code: 'unavailable',
      isRetryable: true,
    });
  });
});

describe('time and cancelling', () => {
  it.each<[string, UpstreamBehaviour, number]>([
    ['first-token', { kind: 'hang', at: 'before-headers' }, 60_000],
    ['first-token', { kind: 'hang', at: 'after-headers' }, 60_000],
    ['idle', { kind: 'hang', at: 'mid-stream', afterChunks: 1 }, 30_000],
  ])('stops at the %s limit when the upstream does %o', async (phase, behaviour, limitMs) => {
    const clock = createFakeClock();
    const timed = createOpenAiModel({ baseUrl: upstream.url, apiKey: key, model: 'm', clock });
    upstream.next(behaviour);
    const at = upstream.requests.length;
    const stream = timed.stream(request, testContext())[Symbol.asyncIterator]();
    let next = stream.next();
    const sent = await upstream.request(at);
    if (behaviour.kind === 'hang' && behaviour.at === 'mid-stream') {
      for (let seen = 0; seen < 2; seen++, next = stream.next()) await next;
    }
    const failed = failure(next);
    await clock.advance(limitMs);
    expect(await failed).toMatchObject({ code: 'timeout', details: { phase } });
    expect(await sent.ended).toBe('client-left');
    expect(clock.sleepers).toBe(0);
    await timed[Symbol.asyncDispose]();
  });

  it.each([
    ['total', undefined, 600_000],
    ['deadline', 5_000, 5_000],
  ])('stops a plain call at the %s', async (phase, timeoutMs, advanceMs) => {
    const clock = createFakeClock();
    const timed = createOpenAiModel({ baseUrl: upstream.url, apiKey: key, model: 'm', clock });
    upstream.next({ kind: 'hang', at: 'before-headers' });
    const at = upstream.requests.length;
    const failed = failure(timed.generate(request, testContext({ clock, timeoutMs })));
    const sent = await upstream.request(at);
    await clock.advance(advanceMs);
    expect(await failed).toMatchObject({ code: 'timeout', details: { phase } });
    expect(await sent.ended).toBe('client-left');
    await timed[Symbol.asyncDispose]();
  });

  it('does not blame the upstream for a reader that takes its time', async () => {
    const clock = createFakeClock();
    const timed = createOpenAiModel({ baseUrl: upstream.url, apiKey: key, model: 'm', clock });
    let text = '';
    for await (const event of timed.stream(request, testContext())) {
      if (event.type !== 'text-delta') continue;
      text += event.text;
      await clock.advance(40_000);
    }
    expect(text).toContain('alles ist da.');
    await timed[Symbol.asyncDispose]();
  });

  it('closes the connection when the reader leaves the stream', async () => {
    upstream.next({ kind: 'hang', at: 'mid-stream' });
    const at = upstream.requests.length;
    for await (const event of model.stream(request, testContext())) if (event.type === 'text-delta') break;
    expect(await (await upstream.request(at)).ended).toBe('client-left');
  });

  it.each(['before-headers', 'after-headers', 'mid-stream'] as const)(
    'closes the connection when the caller cancels a stream that hangs %s',
    async (at) => {
      upstream.next({ kind: 'hang', at });
      const index = upstream.requests.length;
      const controller = new AbortController();
      const reading = read(testContext({ signal: controller.signal }));
      const sent = await upstream.request(index);
      controller.abort(new Error('closed the page'));
      expect((await reading).error).toMatchObject({
        code: 'aborted',
        name: 'AbortError',
        cause: { message: 'closed the page' },
      });
      expect(await sent.ended).toBe('client-left');
    },
  );

  it('sends nothing when it is cancelled already', async () => {
    const before = upstream.requests.length;
    expect((await failure(model.generate(request, testContext({ signal: AbortSignal.abort() })))).code).toBe('aborted');
    expect(upstream.requests.length).toBe(before);
  });
});

describe('the key', () => {
  it('is fetched for each request', async () => {
    const keys = [key, 'another'];
    const fetching = createOpenAiModel({ baseUrl: upstream.url, apiKey: async () => keys.shift() ?? '', model: 'm' });
    expect((await fetching.generate(request, testContext())).finishReason).toBe('stop');
    expect((await failure(fetching.generate(request, testContext()))).code).toBe('unauthenticated');
    await fetching[Symbol.asyncDispose]();
  });

  it.each([
    ['fails', () => Promise.reject(new Error('vault says sk-test')), 'unauthenticated'],
    ['gives a line break', () => Promise.resolve('sk-test\r\nx: y'), 'invalid-input'],
  ])('that %s is an error that does not show it', async (_, apiKey, code) => {
    const broken = createOpenAiModel({ baseUrl: upstream.url, apiKey, model: 'm' });
    const error = await failure(broken.generate(request, testContext()));
    expect(error.code).toBe(code);
    expect(`${error.message}${JSON.stringify(error)}${String(error.cause)}`).not.toContain('sk-test');
  });

  it('cannot be seen in the model', () => {
    expect(JSON.stringify(model)).not.toContain(key);
  });
});

describe('options', () => {
  it.each([
    ['no URL', { baseUrl: 'example' }],
    ['another scheme', { baseUrl: 'file:///etc/passwd' }],
    ['credentials in the URL', { baseUrl: 'https://user:hunter2@example.com/v1' }],
    ['a fragment', { baseUrl: 'https://example.com/v1#x' }],
    ['an empty model', { model: '' }],
    ['a limit of 0', { timeouts: { idleMs: 0 } }],
    ['a key as header', { headers: { Authorization: 'Bearer hunter2' } }],
    ['a header with a line break', { headers: { 'x-org': 'a\nb' } }],
  ])('refuses %s', (_, options) => {
    try {
      createOpenAiModel({ baseUrl: 'https://example.com/v1', model: 'm', ...options });
      expect.unreachable();
    } catch (error) {
      expect(AiError.is(error, 'invalid-input')).toBe(true);
      expect(String(error)).not.toContain('hunter2');
    }
  });

  it('keeps the query of the base URL', async () => {
    const azure = createOpenAiModel({ baseUrl: `${upstream.url}/?api-version=1`, apiKey: key, model: 'm' });
    await azure.generate(request, testContext());
    expect(upstream.requests.at(-1)?.path).toBe('/v1/chat/completions?api-version=1');
    await azure[Symbol.asyncDispose]();
  });
});
